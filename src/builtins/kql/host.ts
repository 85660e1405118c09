/** Hosts in domains, addresses in blocks. */
import * as kql from "../../targets/kql/build.ts";
import type { Expr } from "../../targets/kql/query.ts";
import { domainOf, hostName } from "../../runtime/domain.ts";
import { readBlock } from "../../runtime/ip.ts";
import type { Assumption, FunctionLowering, TestLowering } from "../lowering.ts";
import { total, unknownIfMissing, unsupported } from "../lowering.ts";
import { asList, asText, guarded, jsonAssumptions } from "./operand.ts";
import { spelt, textsOf } from "./text.ts";

const plainHosts: Assumption = { kind: "plain-hosts" };

export const domainOfKql: FunctionLowering<"kql"> = ([value]) => {
  const text = value && asText(value);
  if (!value || !text) return unsupported("wrong-kind", "the column holds no text", "map the field to a column of text");
  return unknownIfMissing({ term: kql.call("domain_of", "string", text.value), shape: { kind: "keyword" } }, [plainHosts]);
};

/** The host is one of the domains, or ends in `.` and one of them. */
export const inDomainsKql: TestLowering<"kql"> = {
  one(subject, object) {
    const text = asText(subject);
    if (!text) return total(kql.no);
    const host = kql.call("domain_of", "string", text.value);
    const assumptions = [plainHosts, ...jsonAssumptions(subject)];
    if (!object.constant) {
      const list = asList(object);
      if (!list) return total(kql.no);
      const listed = kql.call("domain_name", "string", kql.column("one_domain", "string"));
      const part = kql.and([
        kql.present(listed),
        kql.or([kql.compare("==", host, listed), kql.textTest("endswith_cs", host, kql.call("strcat", "string", kql.text("."), listed))]),
      ]);
      const some: Expr = { kind: "some", every: false, variable: "one_domain", list: list.value, of: "string", part };
      return total(guarded(some, text, list), [...assumptions, ...jsonAssumptions(object)]);
    }
    const texts = textsOf(object.constant.value) ?? [];
    const hosts = texts.flatMap((one) => hostName(one) ?? []);
    if (hosts.some((one) => domainOf(one) === undefined))
      return unsupported("function-missing", `\`${object.name}\` lists an IP address among domains`, "put addresses into a `list<cidr>`");
    if (hosts.length === 0) return total(kql.no);
    const choice = hosts.map((one) => spelt(one, false)).join("|");
    return total(guarded(kql.textTest("matches regex", host, kql.regex(`(?:^|\\.)(?:${choice})$`)), text), assumptions);
  },
};

/** IPv4 blocks also hold the same addresses written inside IPv6. */
export const inCidrsKql: TestLowering<"kql"> = {
  one(subject, object) {
    const text = asText(subject);
    if (!text) return total(kql.no);
    if (!object.constant)
      return unsupported(
        "no-field-compare",
        `\`${object.name}\` is a list in the event, and Kusto wants blocks written in the query`,
        "write the blocks into the rule",
      );
    const blocks = (textsOf(object.constant.value) ?? []).flatMap((one) => readBlock(one) ?? []);
    const four = blocks.filter(({ address }) => address.length === 2);
    const shown = blocks.map(({ address, bits }) =>
      address.length === 2
        ? `::ffff:${address.map((group) => group.toString(16)).join(":")}/${bits + 96}`
        : `${address.map((group) => group.toString(16)).join(":")}/${bits}`,
    );
    const dotted = four.map(({ address, bits }) => `${address.flatMap((group) => [group >> 8, group & 255]).join(".")}/${bits}`);
    const tests = [inRange("ipv4_is_in_any_range", text.value, dotted), inRange("ipv6_is_in_any_range", text.value, shown)];
    return total(guarded(kql.or(tests), text), jsonAssumptions(subject));
  },
};

/** Null for what is no address of the family. */
function inRange(name: string, value: Expr, blocks: readonly string[]): Expr {
  if (blocks.length === 0) return kql.no;
  return kql.call("coalesce", "bool", kql.call(name, "bool", value, ...blocks.map(kql.text)), kql.no);
}
