/** English as people wrote it: the sentences of the pages in `docs` and of the read-me files that `npm ci` brings, in two halves that share no file, so that phrases of one are seldom in texts of the other. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export function foundProse(root) {
  const halves = [[], []];
  const known = new Set();
  for (const [index, file] of [...pages(join(root, "docs")), ...readMes(join(root, "node_modules"))].entries())
    for (const sentence of sentencesOf(readFileSync(file, "utf8"))) {
      if (known.has(sentence)) continue;
      known.add(sentence);
      halves[index % 2].push(sentence);
    }
  return halves;
}

function pages(folder) {
  const names = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".md"));
  return names.sort().map((name) => join(folder, name));
}

function readMes(folder) {
  const names = readdirSync(folder).flatMap((name) =>
    name.startsWith("@") ? readdirSync(join(folder, name)).map((one) => `${name}/${one}`) : [name],
  );
  return names
    .sort()
    .map((name) => join(folder, name, "README.md"))
    .filter((file) => existsSync(file));
}

/** Without code, tables, links and what is not ASCII. */
function sentencesOf(text) {
  const prose = text.replace(/```[\s\S]*?```/g, "\n").replace(/\[([^\]]*)\]\([^)]*\)/g, "$1");
  const lines = prose.split(/\n{2,}|\n(?=[-*#|>])/).map((line) => line.replace(/\s+/g, " "));
  return lines.flatMap((line) => line.match(/[A-Z][ -_a-z]{40,}?[.!?](?= |$)/g) ?? []).filter((one) => /^[A-Za-z ,;:'"().!?-]+$/.test(one));
}
