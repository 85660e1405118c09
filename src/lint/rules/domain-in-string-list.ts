/** Domains in a list of plain strings: an address is never equal to its domain, so the test never holds. */
import type { Test } from "../../ir/plan.ts";
import { domainIn, isAddress } from "../addresses.ts";
import type { Finding, LintRule } from "../rule.ts";

export const domainInStringList: LintRule = {
  name: "domain-in-string-list",
  topic: "matching",
  severity: "warning",
  summary: "an address looked for in a list of domains that is declared as one of strings",
  visit: { predicate: { test: inTest } },
};

/** Last words of paths that hold more than a host. */
const wholeAddress = /^(?:to|cc|bcc|recipients?|from|sender|emails?|mail|urls?|uri|links?|href|webhook|callback)$/i;

function inTest({ word, subject, object }: Test): Finding | undefined {
  if (word !== "in-list" || object.kind !== "list" || object.items.length === 0 || !isAddress(subject)) return undefined;
  const last = subject.kind === "field" ? subject.path.at(-1) : subject.kind === "member" ? subject.key : undefined;
  if (last === undefined || !wholeAddress.test(last)) return undefined;
  const domains = object.items.filter(
    (item) => item.kind === "literal" && typeof item.value === "string" && domainIn(item.value) !== undefined && !item.value.includes("@"),
  );
  if (domains.length !== object.items.length) return undefined;
  const name = object.name === undefined ? "the list" : `\`${object.name}\``;
  return {
    span: object.span,
    message: `${name} holds domains and is a list of strings: no address is equal to one of them`,
    help: ["declare it `list<domain>`: then an address or a link is in when its domain is"],
  };
}
