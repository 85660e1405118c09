/** `skeleton`: the strongest view of a text: only letters and digits, look-alikes undone. */
import { stringType, textType } from "../types/type.ts";
import { functionWord } from "./builtin.ts";
import { notComputed } from "./querydsl/function.ts";
import { missingInEql } from "./eql/missing.ts";
import { missingInEsql } from "./esql/functions.ts";
import { missingKql } from "./kql/value.ts";
import { notInSpl } from "./spl/number.ts";

export const skeleton = functionWord({
  name: "skeleton",
  params: [{ name: "text", type: stringType }],
  returns: textType,
  evaluate: "skeleton",
  lower: {
    eql: missingInEql("skeleton"),
    esql: missingInEsql("skeleton"),
    kql: missingKql("skeleton"),
    querydsl: notComputed(
      "skeleton",
      "carry the text without its disguises in a field of its own, and map that; or run the rule in aidr and ship its alerts",
    ),
    spl: notInSpl("Splunk cannot fold look-alike letters", "carry the skeleton in a field of its own, and test that field"),
  },
  cost: { rank: 55, words: "length of the text" },
  summary: "the strongest view of a text: only letters and digits, look-alikes undone",
  edges:
    "`normalize`, lower case, digits and signs that stand for letters read as letters (`0 1 3 4 5 7 8 9 @ $ ! |`), everything else removed, blanks too. A literal tested against it is written so: `ignoreprevious`. Missing for what is no string.",
  examples: [
    ['skeleton("1gn0r3 pr3v10us")', "ignoreprevious"],
    ['skeleton("i.g.n.o.r.e")', "ignore"],
    ['skeleton("p@$$word")', "password"],
  ],
});
