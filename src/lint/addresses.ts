/** Domains in conditions: which values hold an address, which texts are domains, and the list that such a test should be of. */
import type { Fix, TextEdit } from "../diagnostics/diagnostic.ts";
import type { Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import { fixing, sourceOf } from "./edits.ts";
import { isProse } from "./fields.ts";
import type { PlannedRule } from "./rule.ts";

/** Last words of paths that hold an email address, a link or a host. */
const addressWords: ReadonlySet<string> = new Set(
  "to cc bcc recipient recipients from sender email emails mail address url urls uri link links href host hostname domain endpoint webhook origin site server_url target_url callback redirect".split(
    " ",
  ),
);
const meanings: ReadonlySet<string> = new Set(["email", "domain", "url"]);

/** Whether a value is an email address, a link or a host, by its type or by its name. */
export function isAddress(term: Term): boolean {
  if (term.kind === "call")
    return (
      ["emails", "links", "lower", "trim", "coalesce"].includes(term.word) &&
      (term.word === "emails" || term.word === "links" || term.args.some(isAddress))
    );
  if ("type" in term && term.type.kind === "string" && term.type.meaning !== undefined && meanings.has(term.type.meaning)) return true;
  const name =
    term.kind === "field" || term.kind === "binding"
      ? (term.path.at(-1) ?? (term.kind === "binding" ? term.name : undefined))
      : term.kind === "member"
        ? term.key
        : undefined;
  return name !== undefined && addressWords.has(name.toLowerCase()) && !isProse(term);
}

/** Endings of file names that look like a domain. */
const fileEndings: ReadonlySet<string> = new Set(
  "aidr bak bat bin cfg conf csv dll doc docx env exe gz html ini jar java js json key log md pdf pem php pl png ps1 pub py rb sh so sql tar tmp ts txt xls xlsx xml yaml yml zip".split(
    " ",
  ),
);

/** `corp.example` in a text that is a domain, with or without an `@` or a scheme before it; undefined for any other. */
export function domainIn(text: string): string | undefined {
  const found = /^(?:https?:\/\/|@)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+([a-z]{2,24}))\/?$/i.exec(text.trim());
  const [, domain, ending] = found ?? [];
  return domain === undefined || (ending !== undefined && fileEndings.has(ending.toLowerCase()) && !text.includes("@"))
    ? undefined
    : domain.toLowerCase();
}

/** Puts a test of a new list of domains in the place of a test. */
export function asDomainList(
  { plan, module }: PlannedRule,
  test: Span,
  subject: Span,
  domains: readonly string[],
  isNegated: boolean,
): { readonly fixes: readonly Fix[] } {
  const [first] = domains;
  if (first === undefined || test.file !== module.file.name || subject.file !== test.file) return { fixes: [] };
  const name = `${first.replace(/[^a-z0-9]+/gi, "_").toLowerCase()}_domains`.replace(/^(\d)/, "d$1");
  const isTaken = module.declarations.some((one) => "name" in one && one.name.name === name);
  if (isTaken) return { fixes: [] };
  const start = plan.span.start;
  const edits: TextEdit[] = [
    {
      span: { ...plan.span, start, end: start },
      text: `LIST ${name}: list<domain> = [${domains.map((one) => JSON.stringify(one)).join(", ")}]\n\n`,
    },
    { span: test, text: `${sourceOf(subject, module)} ${isNegated ? "NOT IN" : "IN"} ${name}` },
  ];
  return fixing("test a list of domains", false, edits, module);
}
