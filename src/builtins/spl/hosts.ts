/** Hosts and addresses in Splunk. Regular expressions read texts as the language does, if they are plain ASCII (assumption `plain-hosts`). */
import { hostName } from "../../runtime/domain.ts";
import { readAddress, readBlock } from "../../runtime/ip.ts";
import { boolean, call, choose, compare, join, match, nothing, number, or, text, and } from "../../targets/spl/build.ts";
import type { Expr } from "../../targets/spl/query.ts";
import type { Constant, FunctionLowering, Lowered, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported } from "../lowering.ts";
import { someHolds } from "./compare.ts";
import type { SplOperand } from "./operands.ts";
import { noWhole, onlyConstants, valueKind } from "./operands.ts";

const plainHosts = [{ kind: "plain-hosts" }] as const;

const scheme = "(?:[a-z][a-z0-9+.-]{0,63}:)?[/\\x5C]{2}";
const local = "(?:[^ ,;<>/\\x5C]+|\\x22(?:[^\\x22\\x5C]|\\x5C.)*\\x22)";
/** What stands behind `?` or `#` of a `mailto:` does not count. */
const localOfMailto = "(?:[^ ,;<>/\\x5C?#]+|\\x22(?:[^\\x22\\x5C?#]|\\x5C[^?#])*\\x22)";

/**
 * A text whose host is one of a pattern: a URL (user info and port do not count), an email (alone, in brackets after a name, after `mailto:`), or a
 * host with or without port and path. `host` must not match `@`, `/` or a blank. `open` begins a choice.
 */
function hostPattern(host: string, open: "(?:" | "(?|" = "(?:"): string {
  const bounded = `(?=[a-z0-9_.-]{1,253}[.]?(?![a-z0-9_.-]))(?!-)${host}`;
  const choices = [
    `${scheme}(?:[^/?#\\x5C]*@)?${bounded}(?::[0-9]{0,5})?(?:[/?#\\x5C].*)?`,
    `(?!${scheme}|mailto:)(?:.*<)${local}@${bounded}>`,
    `(?!${scheme}|mailto:)${local}@${bounded}`,
    `mailto:(?:[^?#]*<)${localOfMailto}@${bounded}>(?:[?#].*)?`,
    `mailto:${localOfMailto}@${bounded}(?:[?#].*)?`,
    `(?!${scheme})${bounded}(?::[0-9]{0,5})?(?:[/?#][^@]*)?`,
  ];
  return `(?is)^ *${open}${choices.join("|")}) *\\z`;
}

const labels = "(?:[a-z0-9_-]{1,63}[.])*";

export const inDomainsSpl: TestLowering<"spl"> = {
  one: (subject, object) => {
    if (subject.shape.kind === "json") return noWhole(subject);
    if (valueKind(subject.shape) !== "text") return total(boolean(false));
    if (!object.constant) return inDomainField(subject, object);
    const { value } = object.constant;
    const values: readonly Constant[] = Array.isArray(value) ? value : [value];
    const domains = [...new Set(values.flatMap((listed) => (typeof listed === "string" ? (hostName(listed) ?? []) : [])))];
    if (domains.some((domain) => readAddress(domain) !== undefined)) return noAddress(object);
    if (domains.length === 0) return total(boolean(false));
    const listed = domains.map((domain) => domain.replace(/[.]/g, "[.]")).join("|");
    return unknownIfMissing(match(subject.term, hostPattern(`${labels}(?:${listed})[.]?`)), plainHosts);
  },
};

function noAddress(object: SplOperand): Extract<Lowered<Expr>, { readonly ok: false }> {
  return unsupported(
    "function-missing",
    `\`${object.name}\` lists IP addresses, and their many spellings have no regular expression`,
    "put addresses into a LIST of type `list<cidr>`",
  );
}

/** The domains are values of a multivalue field: a host is within one when `.host/` has `.domain/` in it. */
function inDomainField(subject: SplOperand, list: SplOperand): Lowered<Expr> {
  if (list.shape.kind === "json") return noWhole(list);
  if (list.shape.kind !== "list" || valueKind(list.shape.of) !== "text") return total(boolean(false));
  if (list.term.kind !== "field") return noWhole(list);
  const host = dottedHost(subject.term);
  const isHost = match(list.term, "^(?!-)[A-Za-z0-9_-]{1,63}(?:[.][A-Za-z0-9_-]{1,63})*[.]?\\z");
  const domain = join(text("."), call("replace", call("lower", list.term), text("[.]\\z"), text("")), text("/"));
  const within = compare(call("mvcount", call("split", host, domain)), ">", number(1));
  return total(and([match(subject.term, anyHost), someHolds(list.term, and([isHost, within]))]), plainHosts);
}

const notNumeric = "(?!(?:[a-z0-9_-]+[.])*(?:[0-9]+|0x[0-9a-f]*)[.]?(?![a-z0-9_.-]))";
/** Its first group is the host name, without a last dot: the choices reset the numbers of groups ("pcre2pattern", duplicate group numbers). */
const anyHost = hostPattern(`${notNumeric}([a-z0-9_-]{1,63}(?:[.][a-z0-9_-]{1,63})*)[.]?`, "(?|");

function dottedHost(subject: Expr): Expr {
  return join(text("."), call("lower", call("replace", subject, text(anyHost), text("\\1"))), text("/"));
}

function hostSpl(without: string): FunctionLowering<"spl"> {
  return ([subject]) => {
    if (!subject || valueKind(subject.shape) !== "text") return unknownIfMissing({ term: nothing, shape: { kind: "keyword" } });
    const host = call("lower", call("replace", subject.term, text(anyHost), text("\\1")));
    const conditions = [match(subject.term, anyHost), ...(without === "" ? [] : [match(subject.term, without)])];
    return unknownIfMissing({ term: choose(and(conditions), host, nothing), shape: { kind: "keyword" } }, plainHosts);
  };
}

export const domainOfSpl = hostSpl("");
/** An email has a domain, but no host. */
export const hostOfSpl = hostSpl(`(?is)^ *(?:${scheme}|[^@]*\\z)`);

/** Splunk, "cidrmatch(<cidr>, <ip>)". The mapping promises that the column holds addresses; an IPv4 address inside of IPv6 (`::ffff:10.0.0.1`) is assumed away. */
export const inCidrsSpl: TestLowering<"spl"> = {
  one: (subject, object) => {
    if (subject.shape.kind === "json") return noWhole(subject);
    if (valueKind(subject.shape) !== "text") return total(boolean(false));
    if (!object.constant) return onlyConstants(object, "`cidrmatch`");
    const { value } = object.constant;
    const values: readonly Constant[] = Array.isArray(value) ? value : [value];
    const blocks = values.flatMap((listed) => (typeof listed === "string" ? (readBlock(listed) ?? []) : []));
    if (blocks.some(({ address }) => address.length !== 2))
      return unsupported(
        "function-missing",
        `\`${object.name}\` lists blocks of IPv6, and Splunk's documentation does not say which spellings of an address \`cidrmatch\` reads`,
        "compare the address where the event is made, or list IPv4 blocks alone",
      );
    if (blocks.length === 0) return total(boolean(false));
    const isAddress = match(subject.term, `^${octet}(?:[.]${octet}){3}\\z`);
    const tests = blocks.map(({ address: [high = 0, low = 0], bits }) =>
      call("cidrmatch", text(`${high >> 8}.${high & 255}.${low >> 8}.${low & 255}/${bits}`), subject.term),
    );
    return unknownIfMissing(and([isAddress, or(tests)]), [{ kind: "plain-addresses" }]);
  },
};

const octet = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
