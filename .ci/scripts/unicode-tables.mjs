/**
 * Writes `src/runtime/unicode/case-tables.ts`: simple case folding, lower and upper case, as runs of code points.
 *
 * The data is what the running Node knows of Unicode (`process.versions.unicode`): two characters fold together when
 * `/^a$/iu` matches both (ECMAScript defines that as simple case folding), and the simple mappings are those of
 * `toLowerCase` and `toUpperCase` where they give one code point of the same UTF-16 length. Characters that would map
 * from outside ASCII into it stay themselves (language.md §6), and a mapping that changes the length is left out.
 *
 *   node .ci/scripts/unicode-tables.mjs            writes the file
 *   node .ci/scripts/unicode-tables.mjs --check    says whether this Node would write another one
 */
import { readFileSync, writeFileSync } from "node:fs";

const path = new URL("../../src/runtime/unicode/case-tables.ts", import.meta.url);
const lower = new Map();
const upper = new Map();
const classes = new Map();

function one(text) {
  const points = [...text];
  return points.length === 1 ? points[0].codePointAt(0) : undefined;
}
function isAllowed(from, to) {
  if (to === undefined || to === from) return false;
  if (from > 0x7f && to <= 0x7f) return false;
  return from > 0xffff === to > 0xffff;
}
for (let point = 0; point <= 0x10ffff; point++) {
  if (point >= 0xd800 && point <= 0xdfff) continue;
  const text = String.fromCodePoint(point);
  const low = one(text.toLowerCase());
  const up = one(text.toUpperCase());
  if (isAllowed(point, low)) lower.set(point, low);
  if (isAllowed(point, up)) upper.set(point, up);
  for (const other of [
    low,
    up,
    low === undefined ? undefined : one(String.fromCodePoint(low).toUpperCase()),
    up === undefined ? undefined : one(String.fromCodePoint(up).toLowerCase()),
  ]) {
    if (other === undefined || other === point) continue;
    if (new RegExp(`^\\u{${point.toString(16)}}$`, "iu").test(String.fromCodePoint(other))) join(point, other);
  }
}
// Folding pairs that no single case mapping links (U+1FD3 with U+0390, U+1FE3 with U+03B0, U+FB05 with U+FB06).
for (const [a, b] of [
  [0x1fd3, 0x390],
  [0x1fe3, 0x3b0],
  [0xfb05, 0xfb06],
]) {
  if (new RegExp(`^\\u{${a.toString(16)}}$`, "iu").test(String.fromCodePoint(b))) join(a, b);
}
function join(a, b) {
  const merged = new Set([...(classes.get(a) ?? [a]), ...(classes.get(b) ?? [b])]);
  for (const point of merged) classes.set(point, merged);
}
// The member that a class folds to: its ASCII letter for ASCII members, else the simple lower case of its first
// capital (Unicode folds Cherokee to capitals instead; any choice gives the same comparisons).
const fold = new Map();
for (const members of new Set(classes.values())) {
  const sorted = [...members].sort((a, b) => a - b);
  const ascii = sorted.filter((point) => point <= 0x7f);
  const rest = sorted.filter((point) => point > 0x7f);
  if (ascii.length > 0) {
    for (const point of ascii) if (point < 0x61) fold.set(point, point + 0x20);
    continue;
  }
  const target =
    rest.map((point) => one(String.fromCodePoint(point).toLowerCase())).find((low, index) => low !== undefined && low !== rest[index]) ??
    rest[0];
  for (const point of rest) if (isAllowed(point, target)) fold.set(point, target);
}

/** Runs `[first, last, step, delta]` with the same distance to their image. */
function runs(table) {
  const found = [];
  const left = new Map([...table].sort((a, b) => a[0] - b[0]));
  for (const [point, image] of left) {
    const delta = image - point;
    let best;
    for (const step of [1, 2]) {
      let last = point;
      while (left.has(last + step) && left.get(last + step) - (last + step) === delta) last += step;
      if (!best || (last - point) / step > (best.last - point) / best.step) best = { last, step };
    }
    for (let at = point; at <= best.last; at += best.step) left.delete(at);
    found.push([point, best.last, best.step, delta]);
  }
  return found.sort((a, b) => a[0] - b[0]);
}
function print(name, summary, table) {
  const rows = runs(table).map((row) => row.join(","));
  const lines = [];
  let line = "";
  for (const row of rows) {
    if (line.length + row.length > 130) {
      lines.push(line);
      line = "";
    }
    line += line === "" ? row : ` ${row}`;
  }
  lines.push(line);
  return `/** ${summary} */\nexport const ${name} =\n${lines.map((text, index) => `  "${text}${index === lines.length - 1 ? "" : " "}"`).join(" +\n")};\n`;
}
const sections = [
  "/** Case tables of Unicode, written by `.ci/scripts/unicode-tables.mjs`: change that, not this. */",
  "",
  "/** Version of Unicode that the tables hold, whatever Node runs them. */",
  `export const unicodeVersion = "${process.versions.unicode}";`,
  "",
  "// Runs `first,last,step,delta`: each step-th code point of first..last maps to itself plus delta.",
  "",
  print("foldRuns", "Simple case folding, but nothing folds into ASCII from outside it.", fold),
  print("lowerRuns", "Simple lower case, with the same exception.", lower),
  print("upperRuns", "Simple upper case, with the same exception.", upper),
];
const text = `${sections.join("\n").trimEnd()}\n`;

if (process.argv.includes("--check")) {
  const same = readFileSync(path, "utf8") === text;
  process.stdout.write(
    same ? "the tables are this Node's\n" : `this Node (Unicode ${process.versions.unicode}) would write other tables\n`,
  );
} else writeFileSync(path, text);
