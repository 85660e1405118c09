/** The short way of reading gives what the grammar gives: the same tree at the same places, and the same mistakes. AIDR_RUNS sets the number of cases. */
import { describe, expect, it } from "vitest";
import { lex } from "../../grammar/lexer.ts";
import { format } from "../../src/format/format.ts";
import { parse, parseByGrammar } from "../../src/syntax/parse.ts";
import { readUsual } from "../../src/syntax/usual/read-file.ts";
import { Random, randomModule } from "../format/random-module.ts";
import { mutate, ruleTexts } from "./mutate.ts";

const runs = Number(process.env["AIDR_RUNS"] ?? 120);
const texts = [...ruleTexts("rules"), ...ruleTexts("stdlib"), ...ruleTexts("examples"), ...ruleTexts("docs")];

function expectSame(text: string): void {
  const file = { name: "usual.aidr", text };
  expect(parse(file), text).toEqual(parseByGrammar(file));
}

/** How many declarations are read the short way, and how many by the grammar. */
function ways(text: string): { readonly short: number; readonly long: number } {
  let long = 0;
  const read = readUsual({ name: "usual.aidr", text }, lex(text).tokens, () => {
    long++;
    return [];
  });
  return { short: read?.length ?? 0, long };
}

const head = "RULE: x\nON input\nIF";
const tail = 'THEN alert(severity=LOW, category="x")';

describe("the short way", () => {
  it("is that of nearly all declarations of the repository", () => {
    const counted = texts.filter((text) => lex(text).problems.length === 0).map(ways);
    const short = counted.reduce((sum, one) => sum + one.short, 0);
    const long = counted.reduce((sum, one) => sum + one.long, 0);
    expect(short).toBeGreaterThan(50 * long);
  });

  it("gives the tree of the grammar for every rule file of the repository", () => {
    for (const text of texts) expectSame(text);
  });

  it("gives it for random modules, and says the same of mistakes in them and in rule files", () => {
    const random = new Random(11);
    const short = texts.filter((text) => text.length < 4000);
    for (let run = 0; run < runs; run++) {
      const module = format(randomModule(run, 3));
      expectSame(module);
      expectSame(mutate(run % 2 === 0 ? (short[random.below(short.length)] ?? "") : module.slice(0, 4000), random));
    }
  });

  const forms = [
    'a == 1 AND b != "x" OR NOT c < 2 AND (d.e["f"][0] >= -3 OR NOT NOT g)',
    "a = 1",
    "a == null",
    "a NOT == 1",
    'a IN ("x")',
    'a IN ("x", "y")',
    'a NOT IN ["x", "y",] NOCASE',
    'a CONTAINS ALL WORD ["x"] CASED',
    'a CONTAINS WORD ALL ["x"]',
    'a CONTAINS ANY ["x"]',
    'a NOT CONTAINS NOT "x"',
    'a STARTS WITH "x" AND a NOT ENDS WITH b AND c LIKE "x*" AND d MATCHES /x/i',
    "a BETWEEN 1 AND 2 AND b NOT BETWEEN 1 + 2 AND 3 * 4 CASED",
    "a EXISTS AND b NOT EXISTS AND c IS MISSING AND d IS NOT MISSING",
    "a NOT IS MISSING",
    "a == 1 == 2",
    "a + 1 - 2 * 3 / 4 % 5 > 6 - -7",
    "a - - 1 == 2",
    "a.b.c.d.e.f == 1",
    "f(1, b = 2) == f(b = 2, 1)",
    'ANY x IN list(a): x == 1 AND ALL y IN [1, "two", 3h]: y > 0',
    "2 OF (a == 1, b == 2, c == 3,)",
    "2 OF ()",
    "COUNT(FROM input WHERE a == 1 BY [b, c] WITHIN 1h MIN 5) > 2",
    "COUNT(DISTINCT a FROM any BY b WITHIN 1h) > PERCENTILE(a, 95 FROM input OVER 30d EXCLUDING ALERTED)",
    "MIN(MIN(a)) > COUNT(MIN 5) AND COUNT(a == 1 WITHIN 1h) > 1",
    "COUNT(WITHIN 1h BY a) > 1",
    "COUNT(BY a, b WITHIN 1h) > 1",
    "a SEEN IN (b FROM input BY c WITHIN 1h) AND a NOT SEEN IN (b MIN 5)",
    "SCORE(a) > 1",
    "a[1.5] == 1",
    "a[-1] == 1",
    "SEQUENCE BY a WITHIN 1h STEP one FROM input STEP two FROM output",
    "SEQUENCE BY [a, b.c] WITHIN 1h STEP one FROM input WHERE a == 1 REPEAT 3 WITHIN 5m ABSENT FROM alert STEP two FROM output WHERE (b == one.b) ABSENT FROM any WITHIN 2m",
    "TOGETHER WITHIN 1h BY a STEP one FROM input STEP two FROM output",
    "TOGETHER BY a WITHIN 1h STEP one FROM input STEP two FROM output, input",
    "TOGETHER BY a WITHIN 1h STEP one FROM input ABSENT FROM output",
    "SEQUENCE BY a STEP one FROM input STEP two FROM output",
    "SEQUENCE WITHIN n STEP one FROM input",
    "SEQUENCE WITHIN n STEP one FROM input WITHIN 1h STEP two FROM output BY a ABSENT x FROM any",
    "SEQUENCE WITHIN n ABSENT FROM input STEP two FROM output ABSENT FROM any",
    "SEQUENCE WITHIN n STEP one STEP two FROM output ABSENT FROM any REPEAT 2 WITHIN 1h",
    "SEQUENCE WITHIN n STEP FROM input STEP two WHERE a FROM output",
    "true AND false AND HIGH",
    "`a b` == `c`.`d`",
    "a == 1)",
    "(a == 1",
    "",
  ];

  it.each(forms)("or the mistake of the grammar for %s", (condition) => {
    expectSame(`${head} ${condition}\n${tail}\n`);
    expectSame(`DEFINE d() = ${condition}\n`);
  });

  const rules = [
    `RULE: x\nMETA(id="a.b", tags=["t"],)\n${tail}\n`,
    `RULE:\nIF a\n${tail}\n`,
    `${head} a\n`,
    `${head} a\n${tail}, block()\nSUPPRESS 1h BY [a, b.c]\n`,
    `${head} a\n${tail} AND block()\nSUPPRESS 1h BY a, b\n`,
    `${head} a\n${tail},\nSUPPRESS n\nON input\n`,
    `${head} a\nTHEN alert(HIGH, category: "x", risk == 5, f(1 + 2), a + 1)\n`,
    `${head} a\nTHEN alert\n`,
    `RULE: x\nON any\nIF a\n${tail}\nON input,\n`,
    `RULE: x\nON input, output\nIF a\n${tail}\nLIST l = ["a"] ["b"]\nLIST m: list<string> = ["a"]\nEXTEND LIST l = ["c"]\n`,
    `# aidr-ignore\nRULE: x\nIF a # aidr-ignore unused: why\n${tail}\nfoo\nRULE: y\n${tail}\n`,
    `LIST l = [\nRULE: x\nIF a\n${tail}\n`,
    'IMPORT a, b FROM "m"\nIMPORT a, FROM "m"\n',
    'IMPORT a FROM "m"\nLIST l: list<list<string>> = ["a", 1,]\nLIST m FROM "f.csv" COLUMN "c"\nLIST n FROM "f.csv"\nLIST o\n',
    "PARAM p: duration = 1h + 2\nPARAM q = 5\nACTION a()\nACTION b(c: string, d: list<number> = [1],)\n",
    "DEFINE d(a: string, b: number,) = a == b\nDEFINE e(a: string = 1) = a\nDEFINE f = 1\n",
    'PLAYBOOK: p\nMETA(id="p")\nFOR a == 1\nDO b(c = d) LIMIT 10 PER 1h REQUIRES APPROVAL\nDO e()\n',
    "PLAYBOOK: p\nDO b()\n",
    "PLAYBOOK: p\nDO b() REQUIRES APPROVAL LIMIT 10 PER 1h\nFOR a\n",
    "PLAYBOOK: p\nFOR a\n",
    "PLAYBOOK: p\nDO b LIMIT 10\nDO\n",
    "PARAM p = 1 2\nACTION a(b)\n",
    "EXTEND",
    "LIST",
  ];

  it.each(rules)("or its mistakes for the rule %#", (text) => {
    expectSame(text);
  });

  it("would not pass for another if a place in it were another", () => {
    const file = { name: "usual.aidr", text: `${head} a == 1\n${tail}\n` };
    const [rule] = parse(file).value.declarations;
    const [same] = parseByGrammar(file).value.declarations;
    expect(rule).toEqual(same);
    expect({ ...rule, span: { ...rule?.span, end: (rule?.span.end ?? 0) + 1 } }).not.toEqual(same);
  });
});
