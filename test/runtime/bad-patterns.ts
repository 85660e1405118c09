/** Patterns that backtracking engines cannot bear, each with what to fill a text with. */
export type BadPattern = { readonly source: string; readonly flags: string; readonly pump: string };

/** Shapes on which backtracking engines take exponential or polynomial time, filled with what they overlap in. */
const shapes: readonly ((one: string, other: string) => string)[] = [
  (a) => `(${a}+)+$`,
  (a) => `^(${a}|${a})*$`,
  (a, b) => `(${a}+${a}+)+${b}`,
  (a) => `^(${a}+\\s?)*$`,
  (a, b) => `${a}*${a}*${a}*${b}`,
  (a, b) => `(${a}|${a}${a})+${b}`,
  (a, b) => `(.*${a}){8}${b}`,
  (a, b) => `.*${a}.*${b}.*=`,
  (a, b) => `(${a}*)*${b}`,
  (a, b) => `\\b(${a}|${b})+\\b.*${a}${b}$`,
  (a, b) => `${a}.{0,40}${a}.{0,40}${b}${b}`,
  (a, b) => `((${a}?){20})${a}{20}${b}`,
  (a, b) => `^(([${a}${b}]+)*)+!`,
];
const letters = ["a", "x", "0", "\\w", "[a-z]", "\\d", "é", "[^b]"];
/** What texts are filled with. */
export const pumps = ["a", "x", "0", " ", "ax", "a ", "é", "=", "aaaaaaaaax"];

/** So many of them, the same in every run. */
export function badPatterns(count: number): readonly BadPattern[] {
  return Array.from({ length: count }, (_, number) => {
    const shape = shapes[number % shapes.length];
    const one = letters[Math.floor(number / shapes.length) % letters.length] ?? "a";
    const other = letters[(number * 7 + Math.floor(number / 5)) % letters.length] ?? "b";
    return { source: shape?.(one, other) ?? "", flags: number % 3 === 0 ? "i" : "", pump: pumps[number % pumps.length] ?? "a" };
  });
}
