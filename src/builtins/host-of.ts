/** `host_of`: the host of a URL or of `host:port`, a name or an IP address. */
import { stringType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { hostOfSpl } from "./spl/hosts.ts";

export const hostOf = functionWord({
  name: "host_of",
  params: [{ name: "text", type: stringType }],
  returns: stringType,
  evaluate: "hostOf",
  lower: {
    eql: missingInEql("host_of"),
    esql: missingInEsql("host_of"),
    kql: missingKql("host_of"),
    querydsl: notComputed("host_of"),
    spl: hostOfSpl,
  },
  cost: { rank: 18, words: "length of the text" },
  summary: "the host of a URL or of `host:port`, a name or an IP address",
  edges: "Lower case, punycode, without port, user info and trailing dot; an email has none. Missing for what cannot be read.",
  examples: [
    ['host_of("HTTP://Example.COM:80/x")', "example.com"],
    ['host_of("http://10.0.0.1/admin")', "10.0.0.1"],
    ['host_of("http://good.example@evil.example/")', "evil.example"],
    ['host_of("bob@example.com")', undefined],
  ],
});
