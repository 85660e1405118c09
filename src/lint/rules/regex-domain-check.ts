/** A pattern that should be a test of domains: a class read as a name, dots that match anything, an end left open. */
import type { Test } from "../../ir/plan.ts";
import { asDomainList, domainIn, isAddress } from "../addresses.ts";
import { isProse } from "../fields.ts";
import { patternsOf } from "../patterns.ts";
import type { Finding, LintRule, Planned } from "../rule.ts";

export const regexDomainCheck: LintRule = {
  name: "regex-domain-check",
  topic: "matching",
  severity: "warning",
  summary: "a pattern where a list of domains is meant",
  visit: { predicate: { test: inTest } },
};

type Found = { readonly domain: string; readonly isNegated: boolean; readonly what: string };

function inTest(test: Test, { rule }: Planned): Finding[] {
  if (isProse(test.subject)) return [];
  return patternsOf(test).flatMap(({ literal, pattern }) => {
    const found = classAsName(pattern.source) ?? writtenDomain(pattern.source, isAddress(test.subject));
    if (!found) return [];
    const fix = literal === test.object ? asDomainList(rule, test.span, test.subject.span, [found.domain], found.isNegated) : {};
    return {
      span: literal.span,
      message: found.what,
      help: [
        `write \`LIST …: list<domain> = ["${found.domain}"]\` and \`${found.isNegated ? "NOT IN" : "IN"}\` it: addresses and links are read, subdomains included`,
      ],
      ...fix,
    };
  });
}

/** `@[^corp.example$]`: brackets around a name make one character of it. */
function classAsName(source: string): Found | undefined {
  const found = /@[^[\]]{0,3}\[(\^?)([^\]]*)\]/.exec(source);
  const [, hat, inner] = found ?? [];
  if (inner === undefined) return undefined;
  const domain = domainIn(inner.replaceAll("\\", "").replace(/^\^|\$$/g, ""));
  if (domain === undefined) return undefined;
  return { domain, isNegated: hat === "^", what: `\`[${hat}${inner}]\` is one character of a set, not a name` };
}

/** `@corp.example`, `corp\.example$`: a name among what a pattern may begin and end with. */
function writtenDomain(source: string, isAddress: boolean): Found | undefined {
  if (!source.includes("@") && !isAddress) return undefined;
  const bare = source.replace(/^(?:\^|\.[*+]|\(\?:\^\|[^)]*\)|\(\^\|[^)]*\)|\[\^[^\]]*\][*+]|\\b|https\?:\\?\/\\?\/|\(\?i\))+/, "");
  const name = bare.replace(/(?:\$|\\b|\.[*+]|\\?\/.*)+$/, "");
  const domain = domainIn(name.replaceAll("\\.", "."));
  if (domain === undefined) return undefined;
  const isOpen = !/\$$/.test(source);
  const isLoose = /[^\\]\./.test(name);
  const example = isOpen ? `a@${domain}.evil.test` : isLoose ? `a@${domain.replace(".", "x")}` : `a@evil${domain}`;
  const reason =
    isOpen || isLoose || !/@|\\b|\^|\(/.test(source)
      ? `this pattern also matches \`${example}\``
      : "this pattern is a test of a domain, and knows neither links nor subdomains";
  return { domain, isNegated: false, what: reason };
}
