/**
 * What becomes of the library in each target, as a page: counted in the golden files, which the tests of each target hold equal to what its exporter
 * answers. `UPDATE=1` writes it anew.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const page = new URL("../../docs/export/library.md", import.meta.url);

/** `widens`: refused, and broader where that is allowed. */
type Entry = {
  readonly kind: "exact" | "scheduled" | "broader" | "refused";
  readonly byEntity: boolean;
  readonly codes: readonly string[];
  readonly widens: boolean;
};
type Entries = ReadonlyMap<string, Entry>;
type Column = { readonly title: string; readonly files: readonly string[]; readonly broader?: string };

const golden = (name: string): URL => new URL(name, import.meta.url);
/** Beside the categories: rules that are none of the library's, and the same ones as scheduled searches. */
const notLibrary: ReadonlySet<string> = new Set(["refusals.txt", "scheduled.txt"]);
const columns: readonly Column[] = [
  {
    title: "SPL",
    files: readdirSync(golden("spl/golden/"))
      .filter((name) => !notLibrary.has(name))
      .sort()
      .map((name) => `spl/golden/${name}`),
  },
  { title: "KQL (ADX)", files: ["kql/golden/adx.kql"] },
  { title: "KQL (Sentinel)", files: ["kql/golden/sentinel.kql"] },
  { title: "ES\\|QL", files: ["esql/golden/pack.txt"], broader: "esql/golden/pack-broader.txt" },
  { title: "EQL", files: ["eql/golden/pack.txt"], broader: "eql/golden/pack-broader.txt" },
  { title: "Query DSL", files: ["querydsl/golden/pack.query.txt"], broader: "querydsl/golden/pack-broader.query.txt" },
];

/** A head is `# id: kind`, and under a refusal each line `code: reason` begins with one of the codes. */
function entriesOf(files: readonly string[]): Entries {
  const entries = new Map<string, Entry>();
  for (const file of files) {
    const lines = readFileSync(golden(file), "utf8").split("\n");
    const heads = lines.flatMap((line, at) => (headOf(line) ? [at] : []));
    for (const [index, at] of heads.entries()) {
      const head = headOf(lines[at] ?? "");
      if (!head) continue;
      const own = lines.slice(at + 1, heads[index + 1] ?? lines.length);
      const codes = head.kind === "refused" ? own.flatMap((line) => /^(?:\/\/|#|-) +([a-z]+(?:-[a-z]+)+): /.exec(line)?.[1] ?? []) : [];
      entries.set(head.id, {
        kind: head.kind,
        byEntity: head.byEntity,
        codes: [...new Set(codes)],
        widens: own.some((line) => line.endsWith("with `--allow broader`: broader")),
      });
    }
  }
  return entries;
}

function headOf(line: string): (Pick<Entry, "kind" | "byEntity"> & { readonly id: string }) | undefined {
  const [, id, kind, rest = ""] =
    /^(?:##|\/\/|#) ([a-z0-9.-]+): (exact|scheduled|broader|refused)((?: by entity|, each key's first)?)$/.exec(line) ?? [];
  if (id === undefined || kind === undefined) return undefined;
  return { id, kind: kind as Entry["kind"], byEntity: rest !== "" }; // the pattern names the kinds
}

const tables = columns.map((column) => ({
  ...column,
  entries: entriesOf(column.files),
  wider: column.broader === undefined ? new Map<string, Entry>() : entriesOf([column.broader]),
}));

function row(name: string, cells: readonly (string | number)[]): string {
  return `| ${name} | ${cells.join(" | ")} |`;
}

function counts(): string {
  const count = (test: (entry: Entry, id: string, wider: Entries) => boolean) =>
    tables.map(({ entries, wider }) => [...entries].filter(([id, entry]) => test(entry, id, wider)).length);
  const head = `| | ${tables.map(({ title }) => title).join(" | ")} |\n|---|${tables.map(() => "---:").join("|")}|`;
  const isWritten = ({ kind }: Entry): boolean => kind !== "refused";
  const codes = [...new Set(tables.flatMap(({ entries }) => [...entries.values()].flatMap((entry) => entry.codes)))].sort();
  return [
    head,
    row(
      "exact, or scheduled with the same answers",
      count((entry) => isWritten(entry) && !entry.byEntity),
    ),
    row(
      "exact by entity (`--granularity entity`)",
      count((entry) => isWritten(entry) && entry.byEntity),
    ),
    row(
      "refused",
      count((entry) => !isWritten(entry)),
    ),
    row(
      "of these broader with `--allow broader`",
      count((entry, id, wider) => !isWritten(entry) && (entry.widens || wider.get(id)?.kind === "broader")),
    ),
    "",
    "## Why",
    "",
    "A rule may be refused for more than one reason; `aidr explain CODE` has each.",
    "",
    head,
    ...codes.map((code) =>
      row(
        `\`${code}\``,
        count((entry) => entry.codes.includes(code)),
      ),
    ),
  ].join("\n");
}

function rules(): string {
  const ids = [...new Set(tables.flatMap(({ entries }) => [...entries.keys()]))].sort();
  const head = `| rule | ${tables.map(({ title }) => title).join(" | ")} |\n|---|${tables.map(() => "---").join("|")}|`;
  const cell = (entry: Entry | undefined): string => {
    if (!entry) return "";
    if (entry.kind === "refused") return entry.codes.map((code) => `\`${code}\``).join(" ");
    return `${entry.kind}${entry.byEntity ? ", entity" : ""}`;
  };
  return [
    head,
    ...ids.map((id) =>
      row(
        `\`${id}\``,
        tables.map(({ entries }) => cell(entries.get(id))),
      ),
    ),
  ].join("\n");
}

const text = (): string => `# What becomes of the library

Made by \`UPDATE=1 npx vitest run --config test/vitest.config.ts test/export/library\` from the golden files, which hold what every exporter answers
for every rule of the library, with the mappings that come with aidr (splunk-json, adx, sentinel, elastic-ecs). The column of Sentinel is of scheduled
rules, whose queries are those of one run; the others are bare queries over all data. What the words mean is in [export.md](../export.md).

${counts()}

## Rule by rule

${rules()}
`;

describe("the library in each target", () => {
  it("is what the docs say", () => {
    const made = text();
    if (process.env["UPDATE"]) writeFileSync(page, made);
    expect(readFileSync(page, "utf8")).toBe(made);
  });

  it("has every rule in every target", () => {
    const ids = [...(tables[0]?.entries.keys() ?? [])].sort();
    expect(ids.length).toBeGreaterThan(80);
    for (const { title, entries } of tables) expect([...entries.keys()].sort(), title).toEqual(ids);
    for (const { entries } of tables)
      for (const [id, { kind, codes }] of entries) expect([id, codes.length > 0]).toEqual([id, kind === "refused"]);
  });
});
