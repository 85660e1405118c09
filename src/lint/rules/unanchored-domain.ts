/** A domain looked for as a piece of text: `ENDS WITH "corp.example"` is fulfilled by `evilcorp.example`. */
import type { Test } from "../../ir/plan.ts";
import { asDomainList, domainIn, isAddress } from "../addresses.ts";
import { isProse } from "../fields.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const unanchoredDomain: LintRule = {
  name: "unanchored-domain",
  topic: "matching",
  severity: "warning",
  summary: "a domain looked for as a piece of text",
  visit: { predicate: { test: inTest } },
};

function inTest(test: Test, { rule }: Planned): Finding[] {
  const example = examples[test.word];
  if (!example || test.of === "all" || isProse(test.subject)) return [];
  const items = test.object.kind === "list" ? test.object.items : [test.object];
  const texts = items.flatMap((item) =>
    item.kind === "literal" && typeof item.value === "string" ? [{ text: item.value, span: item.span }] : [],
  );
  const isAbout = isAddress(test.subject);
  const found = texts.flatMap(({ text, span }) => {
    const domain = domainIn(test.word === "like" ? text.replace(/^\*+|\*+$/g, "") : text);
    const other = domain === undefined || !(isAbout || text.includes("@")) ? undefined : example(text, domain);
    return domain === undefined || other === undefined ? [] : [{ text, span, domain, other }];
  });
  const isWhole =
    found.length === texts.length &&
    items.length === texts.length &&
    test.object.span.start >= test.span.start &&
    test.object.span.end <= test.span.end;
  const domains = found.map((one) => one.domain);
  return found.map(({ text, span, domain, other }) => ({
    span,
    message: `\`${other}\` fulfils this as well`,
    help: [`\`${text}\` is a domain: write \`IN\` a \`list<domain>\` with \`${domain}\`, which takes its subdomains and nothing else`],
    ...(isWhole && !/\bNOT\b/.test(rule.module.file.text.slice(test.subject.span.end, test.object.span.start))
      ? asDomainList(rule, test.span, test.subject.span, domains, false)
      : {}),
  }));
}

/** A stranger's address that fulfils the test too; undefined where there is none. */
const examples: { readonly [word: string]: ((text: string, domain: string) => string | undefined) | undefined } = {
  "ends-with": (text, domain) => (/^[@.]/.test(text) ? undefined : `evil${domain}`),
  contains: (text, domain) => (text.startsWith("@") ? `a@${domain}.evil.test` : `${domain}.evil.test`),
  "contains-word": (_text, domain) => `${domain}.evil.test`,
  "starts-with": (text, domain) =>
    /^https?:\/\//i.test(text) && !text.endsWith("/") ? `${text}.evil.test` : text.startsWith("@") ? undefined : `${domain}.evil.test`,
  like: (text, domain) =>
    text.endsWith("*") ? `a@${domain}.evil.test` : /^\*+[@.]/.test(text) ? undefined : text.startsWith("*") ? `evil${domain}` : undefined,
};
