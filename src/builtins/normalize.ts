/** `normalize`: the text with evasions undone. */
import { stringType, textType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const normalize = functionWord({
  name: "normalize",
  params: [{ name: "text", type: stringType }],
  returns: textType,
  evaluate: "normalize",
  lower: {
    eql: missingInEql("normalize"),
    esql: missingInEsql("normalize"),
    kql: missingKql("normalize"),
    querydsl: notComputed(
      "normalize",
      "carry the text without its disguises in a field of its own, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl(
      "Splunk cannot undo evasions (compatibility forms, look-alike letters, invisible characters)",
      "carry the normalised text in a field of its own, and test that field",
    ),
  },
  cost: { rank: 50, words: "length of the text; nothing on plain ASCII" },
  summary: "the text with evasions undone",
  edges:
    "Compatibility forms made plain (NFKC), invisible characters and tags removed, marks stripped, look-alikes of ASCII made ASCII, each run of white space one blank. Case stays, and so does every ASCII letter. A literal tested against it must be a fixed point of it. Missing for what is no string.",
  examples: [
    ['normalize("ｉｇｎｏｒｅ")', "ignore"],
    ['normalize("i\\u200bgnore  all")', "ignore all"],
    ['normalize("ignоrе")', "ignore"],
    ['normalize("Système")', "Systeme"],
    ['normalize("system 10")', "system 10"],
  ],
});
