/**
 * Reads the Markdown pages whose blocks are tests. Fences that mean something:
 *
 *   aidr             a whole file: compiles without an error, or says in its first line `# error: [AIDR2003]`
 *   aidr fragment    clauses of a rule, or one condition; or lines `condition   # match` and `condition   # no match`
 *   events           JSON Lines: the rules of the block before it judge them ...
 *   expect           ... and these fire: one `event_id`, or `event_id rule-id`, a line
 *   console          `$ command` lines, run one after the other in the page's own folder; what they print is compared
 *
 * A fence with `file=rules/a.aidr` is written into the page's folder before the commands below it run;
 * `error=AIDR2003` there says what the first line would say, where a reader should not see it. A comment
 * `<!-- aidr: PARAM threshold = 0.8 -->` before a fence gives it declarations that the reader need not see.
 */

export type Fence = {
  readonly lang: string;
  /** What follows the language: `fragment`, `file=…`. */
  readonly words: readonly string[];
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  readonly prelude: string;
};

/** The fences of a page, in order. A fence that never closes is one up to the end. O(length). */
export function readFences(markdown: string): Fence[] {
  const fences: Fence[] = [];
  let open: { marker: string; lang: string; words: string[]; line: number; text: string[] } | undefined;
  let prelude = "";
  const close = () => {
    if (open) fences.push({ lang: open.lang, words: open.words, text: open.text.join("\n"), line: open.line, prelude });
    open = undefined;
    prelude = "";
  };
  for (const [index, line] of markdown.split(/\r?\n/).entries()) {
    if (open) {
      if (line.trimStart().startsWith(open.marker) && line.trim() === open.marker) close();
      else open.text.push(line);
      continue;
    }
    const hidden = /^<!--\s*aidr:(.*?)-->\s*$/.exec(line);
    if (hidden) prelude += `${hidden[1]?.trim() ?? ""}\n`;
    const start = /^\s*(`{3,})\s*(\S*)\s*(.*)$/.exec(line);
    if (start)
      open = {
        marker: start[1] ?? "```",
        lang: start[2] ?? "",
        words: (start[3] ?? "").split(/\s+/).filter(Boolean),
        line: index + 1,
        text: [],
      };
  }
  close();
  return fences;
}

/** What a block must be told, by its first line: `# error: [AIDR2003, AIDR2005]` or `# warning: [negation-on-optional]`. */
export function expectedDiagnostics(
  text: string,
  words: readonly string[] = [],
): {
  readonly errors: readonly string[];
  readonly warnings: readonly string[] | undefined;
} {
  const inWords = words.find((word) => word.startsWith("error="));
  if (inWords) return { errors: inWords.slice("error=".length).split(",").sort(), warnings: undefined };
  const first = text.trimStart().split("\n", 1)[0] ?? "";
  const found = /^#\s*(error|warning):\s*\[([^\]]*)\]/.exec(first);
  const names = (found?.[2] ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter(Boolean)
    .sort();
  if (found?.[1] === "error") return { errors: names, warnings: undefined };
  return { errors: [], warnings: found?.[1] === "warning" ? names : undefined };
}

export type FragmentLine = { readonly condition: string; readonly matches: boolean; readonly line: number };

/** The lines of a fragment that each say whether they match; undefined when the fragment is not of that form. */
export function fragmentLines(text: string): FragmentLine[] | undefined {
  const lines = text
    .split("\n")
    .map((line, index) => ({ line, index }))
    .filter(({ line }) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  const found = lines.flatMap(({ line, index }) => {
    const parts = /^(.*?)\s+#\s*(match|no match)\s*$/.exec(line);
    return parts ? [{ condition: parts[1] ?? "", matches: parts[2] === "match", line: index + 1 }] : [];
  });
  if (found.length === 0) return undefined;
  if (found.length !== lines.length) throw new Error("a fragment says `# match` on every line or on none");
  return found;
}

const clause = /^\s*(META\s*\(|ON\b|IF\b|THEN\b|SUPPRESS\b)/m;

/** A fragment as a whole rule: the clauses it leaves out are filled in. */
export function ruleOfFragment(text: string): string {
  const has = (word: string) => new RegExp(`^\\s*${word}\\b`, "m").test(text);
  if (!clause.test(text)) return `RULE: Fragment\nIF ${text.trim()}\nTHEN alert(severity=LOW, category="policy_violation")\n`;
  const before: string[] = [];
  const after: string[] = [];
  if (!has("IF")) (has("THEN") || has("SUPPRESS") ? before : after).push("IF event_type EXISTS");
  if (!has("THEN")) (has("SUPPRESS") ? before : after).push('THEN alert(severity=LOW, category="policy_violation")');
  return `RULE: Fragment\n${[...before, text.trim(), ...after].join("\n")}\n`;
}
