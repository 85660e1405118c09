/** META: who a rule is. Also its id, which is the slug of the title where none is written. */
import { didYouMean, suggest } from "../diagnostics/suggest.ts";
import type { RuleMeta } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import type { Expr, Meta, MetaEntry, Playbook, Rule } from "../syntax/ast.ts";
import { report } from "./diagnostics.ts";
import type { Project } from "./scope.ts";

export type CheckedMeta = { readonly meta: RuleMeta; readonly version: string; readonly risk?: number };

const keys: Readonly<Record<string, "string" | "number" | "strings">> = {
  id: "string",
  version: "string",
  status: "string",
  description: "string",
  author: "string",
  date: "string",
  modified: "string",
  references: "strings",
  tags: "strings",
  false_positives: "strings",
  risk: "number",
};
const statuses = ["stable", "test", "experimental", "deprecated"] as const;

/** Reads META, reporting what is unknown, of a wrong type, or not in a catalog. */
export function checkMeta(rule: Rule, project: Project): CheckedMeta {
  const values = new Map<string, MetaEntry>();
  for (const entry of rule.meta?.entries ?? []) readEntry(entry, values, project);
  const text = (key: string) => stringOf(values.get(key)?.value);
  const status = statuses.find((one) => one === text("status")) ?? "experimental";
  const written = values.get("status");
  if (written && text("status") !== undefined && !statuses.some((one) => one === text("status"))) {
    project.report(
      report.badMetaValue(
        written.value.span,
        { key: "status", expected: "stable, test, experimental or deprecated" },
        { help: didYouMean(text("status") ?? "", statuses) },
      ),
    );
  }
  checkDates(values, project);
  checkTags(values.get("tags"), project);
  const risk = riskOf(values.get("risk"), project);
  const optional = (key: "description" | "author" | "date" | "modified") => {
    const value = text(key);
    return value === undefined ? {} : { [key]: value };
  };
  const version = values.get("version")?.value;
  return {
    meta: {
      ...optional("description"),
      ...optional("author"),
      ...optional("date"),
      ...optional("modified"),
      status,
      references: stringsOf(values.get("references")?.value).map((one) => one.text),
      tags: stringsOf(values.get("tags")?.value).map((one) => one.text),
      falsePositives: stringsOf(values.get("false_positives")?.value).map((one) => one.text),
    },
    version: version?.kind === "number" ? version.raw : (stringOf(version) ?? "1"),
    ...(risk === undefined ? {} : { risk }),
  };
}

/** The written id, or the slug of the title: `Session cost anomaly` is `session-cost-anomaly`. */
export function ruleIdOf(rule: { readonly meta?: Meta; readonly title: Rule["title"] }, project: Project): string {
  const entry = rule.meta?.entries.find((one) => one.key.name === "id");
  const written = stringOf(entry?.value);
  if (entry && written !== undefined) {
    if (!isId(written)) project.report(report.badId(entry.value.span, { id: written }));
    return written;
  }
  const slug = slugOf(rule.title.text);
  if (!isId(slug)) project.report(report.badId(rule.title.span, { id: rule.title.text }, { help: ["write META(id=…)"] }));
  return slug;
}

/** Where the id of a rule is written: in META, or the title. */
export function idSpan(rule: Rule | Playbook): Span {
  return rule.meta?.entries.find((one) => one.key.name === "id")?.value.span ?? rule.title.span;
}

export function slugOf(title: string): string {
  return title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[\u0300-\u036f]/g, "")
    .replace(/[^a-z0-9._]+/g, "-")
    .replace(/\.{2,}/g, ".")
    .replace(/^[-._]+|[-._]+$/g, "")
    .slice(0, 120);
}

function isId(id: string): boolean {
  return /^[a-z0-9][a-z0-9._-]*$/.test(id) && !id.includes("..") && id.length <= 200;
}

function readEntry(entry: MetaEntry, values: Map<string, MetaEntry>, project: Project): void {
  const key = entry.key.name;
  const wanted = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (wanted === undefined) {
    project.report(report.unknownMetaKey(entry.key.span, { name: key }, { help: didYouMean(key, Object.keys(keys)) }));
    return;
  }
  if (values.has(key)) {
    project.report(report.duplicateName(entry.key.span, { name: key }));
    return;
  }
  const { value } = entry;
  const fine =
    wanted === "string"
      ? value.kind === "string" ||
        (key === "version" && value.kind === "number") ||
        ((key === "date" || key === "modified") && value.kind === "date")
      : wanted === "number"
        ? value.kind === "number"
        : value.kind === "list" && value.items.every((item) => item.kind === "string");
  if (!fine) {
    if (value.kind !== "error")
      project.report(report.badMetaValue(value.span, { key, expected: wanted === "strings" ? "a list of strings" : `a ${wanted}` }));
    return;
  }
  values.set(key, entry);
}

function checkDates(values: ReadonlyMap<string, MetaEntry>, project: Project): void {
  for (const key of ["date", "modified"]) {
    const value = values.get(key)?.value;
    const text = stringOf(value);
    if (value?.kind === "string" && text !== undefined && !(/^\d{4}-\d{2}-\d{2}$/.test(text) && Number.isFinite(Date.parse(text)))) {
      project.report(report.dateInvalid(value.span, { value: text }));
    }
  }
}

function riskOf(entry: MetaEntry | undefined, project: Project): number | undefined {
  if (entry?.value.kind !== "number") return undefined;
  const { value } = entry.value;
  if (value >= 0 && value <= 100) return value;
  project.report(report.outOfBounds(entry.value.span, { name: "risk", expected: "a number from 0 to 100" }));
  return undefined;
}

/** `atlas:AML.T0051` must be in the bundled catalog; a tag of an unknown family is free. */
function checkTags(entry: MetaEntry | undefined, project: Project): void {
  for (const { text, span } of stringsOf(entry?.value)) {
    const catalog = project.input.tags.find((one) => text.startsWith(`${one.prefix}:`));
    if (!catalog) continue;
    const id = text.slice(catalog.prefix.length + 1);
    if (catalog.ids.has(id)) continue;
    const bare = /^[A-Za-z0-9.]+/.exec(id)?.[0] ?? id;
    const near = catalog.ids.has(bare) ? [bare] : suggest(id, catalog.ids.keys());
    const help =
      near.length > 0
        ? [`did you mean ${near.map((one) => `\`${catalog.prefix}:${one}\` (${catalog.ids.get(one) ?? ""})`).join(", ")}?`]
        : [];
    const fixes =
      catalog.ids.has(bare) && bare !== id
        ? [
            {
              title: `write \`${catalog.prefix}:${bare}\``,
              safe: true,
              edits: [{ span, text: JSON.stringify(`${catalog.prefix}:${bare}`) }],
            },
          ]
        : [];
    project.report(report.unknownTechnique(span, { id, catalog: catalog.name }, { help, fixes }));
  }
}

function stringOf(value: Expr | undefined): string | undefined {
  return value?.kind === "string" ? value.value : value?.kind === "date" ? value.raw : undefined;
}

function stringsOf(value: Expr | undefined): { text: string; span: Span }[] {
  return value?.kind === "list"
    ? value.items.flatMap((item) => (item.kind === "string" ? [{ text: item.value, span: item.span }] : []))
    : [];
}
