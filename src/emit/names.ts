/** Names of the constants of a module: told from the rules' own names, never the same twice, and never a word of the language or of the runtime. */

export class Names {
  readonly #taken: Set<string>;

  constructor(taken: Iterable<string>) {
    this.#taken = new Set([...taken, ...reserved]);
  }

  /** `prompt.system_override` → `promptSystemOverride`, with a number where that is taken. Amortised O(length). */
  of(wish: string, otherwise: string): string {
    const base = identifier(wish) ?? otherwise;
    let name = base;
    for (let number = this.#next.get(base) ?? 2; this.#taken.has(name); number++) {
      name = `${base}${number}`;
      this.#next.set(base, number + 1);
    }
    this.#taken.add(name);
    return name;
  }

  readonly #next = new Map<string, number>();
}

function identifier(wish: string): string | undefined {
  const words = wish.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  const [first = "", ...rest] = words;
  const name = first.charAt(0).toLowerCase() + first.slice(1) + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join("");
  return /^[A-Za-z]/.test(name) && name.length <= 60 ? name : undefined;
}

const reserved = (
  "abstract any arguments as async await boolean break case catch class const constructor continue debugger declare default delete do else enum eval export extends " +
  "false finally for from function get if implements import in infer instanceof interface is keyof let module namespace never new null number object of " +
  "package private protected public readonly require return satisfies set static string super switch symbol this throw true try type typeof undefined " +
  "unique unknown using var void while with yield NaN Infinity Object Array Number String globalThis at rules createDetector"
).split(" ");
