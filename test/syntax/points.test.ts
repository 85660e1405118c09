/** The numbered points of docs/grammar.md, each as what a text means or as what is said about it. */
import { describe, expect, test } from "vitest";
import { keywords, reservedWords } from "../../grammar/tokens.ts";
import { parse, parseExpression, parseFragment } from "../../src/syntax/parse.ts";
import { show, showCondition, showDeclaration } from "./show.ts";

/** What an expression means; it must be without a mistake. */
function means(text: string): string {
  const { value, diagnostics } = parseExpression({ name: "x", text });
  expect(
    diagnostics.map((one) => `${one.code} ${one.message}`),
    text,
  ).toEqual([]);
  return show(value);
}

/** What declarations mean; they must be without a mistake. */
function declares(text: string): string[] {
  const { value, diagnostics } = parse({ name: "x", text });
  expect(
    diagnostics.map((one) => `${one.code} ${one.message}`),
    text,
  ).toEqual([]);
  return value.declarations.map(showDeclaration);
}

const rule = (condition: string) => `RULE: x\nIF ${condition}\nTHEN alert()`;

/** What is said about a file: `CODE underlined → replacement`, several edits joined by ` & `. */
function says(text: string): string[] {
  return parse({ name: "x", text }).diagnostics.map((one) => {
    const underlined = text.slice(one.span.start, one.span.end);
    const [fix] = one.fixes;
    return `${one.code} ${underlined}${fix ? ` → ${fix.edits.map((edit) => edit.text).join(" & ")}` : ""}`;
  });
}

/** The text with the first fix of each diagnostic applied. */
function fixed(text: string): string {
  const edits = parse({ name: "x", text }).diagnostics.flatMap((one) => one.fixes[0]?.edits ?? []);
  return edits
    .toSorted((a, b) => b.span.start - a.span.start || b.span.end - a.span.end)
    .reduce((all, { span, text: by }) => all.slice(0, span.start) + by + all.slice(span.end), text);
}

describe("lexis", () => {
  test("1 a fragment is clauses or an expression", () => {
    const clauses = parseFragment({ name: "x", text: "ON tool_call\nIF a\nAND b" });
    expect(clauses.diagnostics).toEqual([]);
    expect(clauses.value.kind === "clauses" && clauses.value.rule.condition && showCondition(clauses.value.rule.condition)).toBe(
      "(and a b)",
    );
    for (const text of ['META(id="x")', "THEN alert()", "SUPPRESS 1h", "IF SEQUENCE WITHIN 1h STEP a FROM b STEP c FROM d"]) {
      const { value, diagnostics } = parseFragment({ name: "x", text });
      expect([value.kind, diagnostics], text).toEqual(["clauses", []]);
    }
    const expression = parseFragment({ name: "x", text: "a == 1" });
    expect([expression.diagnostics, expression.value.kind === "expression" && show(expression.value.expr)]).toEqual([[], "(== a 1)"]);
    expect(parseFragment({ name: "x", text: "a b" }).diagnostics.map((one) => one.code)).toEqual(["AIDR1001"]);
  });

  test("2 reserved words are the tokens in capitals, the titles' words and the truth values", () => {
    const capitals = reservedWords.filter((word) => /^[A-Z]+$/.test(word));
    expect(capitals).toEqual([...keywords, "RULE", "PLAYBOOK", "TRUE", "FALSE"].sort());
    expect(reservedWords.filter((word) => !capitals.includes(word))).toEqual(["false", "true"]);
    for (const word of reservedWords) {
      const { diagnostics } = parse({ name: "x", text: `DEFINE ${word}() = 1` });
      expect(
        diagnostics.some((one) => one.severity === "error"),
        word,
      ).toBe(true);
      expect(means(`a.\`${word}\``)).toBe(`a.\`${word}\``);
    }
    expect(means("rule.any.list.null.if")).toBe("rule.any.list.null.if");
    expect(says(rule("x == null AND y != NULL"))).toEqual(["AIDR1019 == null → IS MISSING", "AIDR1019 != NULL → EXISTS"]);
    expect(says(rule("x == TRUE OR x == FALSE"))).toEqual(["AIDR1017 TRUE → true", "AIDR1017 FALSE → false"]);
    expect(means("[CRITICAL, HIGH, MEDIUM, LOW, INFO]")).toBe("[CRITICAL HIGH MEDIUM LOW INFO]");
  });

  test("3 a keyword behind a point, and quoted segments", () => {
    expect(says(rule("a.IN == 1 AND a.true EXISTS"))).toEqual(["AIDR1016 IN → `IN`", "AIDR1016 true → `true`"]);
    expect(means("`cs-uri-query`.`a b` == `x`")).toBe("(== `cs-uri-query`.`a b` `x`)");
    expect(says(rule("a.`` == 1"))).toEqual(["AIDR1010 ``"]);
    expect(says(rule("a.`b == 1\n"))).toEqual(["AIDR1010 `b"]);
  });

  test("4 a slash divides behind an operand and begins a pattern elsewhere", () => {
    expect(means("a / b / 2 > (c) / [1] / 3")).toBe("(> (/ (/ a b) 2) (/ (/ (group c) [1]) 3))");
    expect(means("a MATCHES /b\\/c[/]#/i")).toBe("(matches a /b\\/c[/]#/i)");
    expect(means("a MATCHES [/x/, /y/ms]")).toBe("(matches a [/x/ /y/ms])");
    expect(means("1h / 2m > true / 2027-01-31 / `x` / /y/ / HIGH")).toContain("/y/");
    expect(says(rule("a MATCHES /x/gi"))).toEqual(["AIDR1009 gi → i"]);
    expect(says(rule("a MATCHES //"))).toEqual(["AIDR1008 //"]);
    expect(says("RULE: x\nIF a MATCHES /[/]/\nTHEN alert()")).toEqual([]);
    expect(says("RULE: x\nIF a MATCHES /[/ AND b ==\nTHEN alert()")).toEqual(["AIDR1007 /[/ AND b =="]);
  });

  test("5 numbers and durations", () => {
    expect(means("[0, 10, 0.8, 1_000, 1e3, 1.5E-2, 500ms, 30s, 10m, 24h, 30d, 2w]")).toBe(
      "[0 10 0.8 1_000 1e3 1.5E-2 500ms 30s 10m 24h 30d 2w]",
    );
    const mends: Record<string, string | undefined> = {
      ".5": "0.5",
      "5.": "5",
      "007": "7",
      "0x1F": "31",
      "10min": "10m",
      "1h30m": "90m",
      "1.5h": "90m",
      "10M": "10m",
      "1__0": "10",
      "12abc": undefined,
      "1.2.3": undefined,
    };
    for (const [written, meant] of Object.entries(mends))
      expect(says(`PARAM a = ${written}`), written).toEqual([`AIDR1011 ${written}${meant === undefined ? "" : ` → ${meant}`}`]);
    expect(parseExpression({ name: "x", text: "1e999" }).value).toMatchObject({
      kind: "number",
      value: Number.POSITIVE_INFINITY,
      raw: "1e999",
    });
    expect(parseExpression({ name: "x", text: "2w" }).value).toMatchObject({ kind: "duration", ms: 1_209_600_000 });
  });

  test("6 dates", () => {
    expect(parseExpression({ name: "x", text: "2027-01-31" }).value).toMatchObject({ kind: "date", ms: Date.UTC(2027, 0, 31) });
    expect(parseExpression({ name: "x", text: "2027-01-31T10:00:00Z" }).value).toMatchObject({
      kind: "date",
      ms: Date.UTC(2027, 0, 31, 10),
    });
    expect(parseExpression({ name: "x", text: "2027-01-31T10:00+02:00" }).value).toMatchObject({
      kind: "date",
      ms: Date.UTC(2027, 0, 31, 8),
    });
    expect(says("PARAM a = 2027-1-3")).toEqual(["AIDR1012 2027-1-3 → 2027-01-03"]);
    expect(says("PARAM a = 2027-02-30")).toEqual(["AIDR1012 2027-02-30"]);
    expect(says("PARAM a = 2027-01-31T10:00:00")).toEqual(["AIDR1012 2027-01-31T10:00:00 → 2027-01-31T10:00:00Z"]);
    expect(means("2024-1 - 3")).toBe("(- (- 2024 1) 3)");
  });

  test("7 `>=` behind `list<T`", () => {
    expect(declares('LIST a: list<string>=["x"]')).toEqual(['(list a:list<string> ["x"])']);
    expect(declares("PARAM a: list<list<number>>=[[1]]")).toEqual(["(param a:list<list<number>> [[1]])"]);
    expect(means("ANY v IN x: list<b AND c>=4")).toBe("(any v x (and (< list b) (>= c 4)))");
  });

  test("8 titles", () => {
    expect(declares("RULE  :   A # title: RULE: b   \nIF a\nTHEN b()\r\nPLAYBOOK:p\nDO c()")).toEqual([
      '(rule "A # title: RULE: b" a (b!))',
      '(playbook "p" (c!))',
    ]);
    expect(says("RULE:\nIF a\nTHEN b()")).toEqual(["AIDR1013 RULE:"]);
    expect(says("rule: x\nIF a\nTHEN b()")).toEqual(["AIDR1014 rule → RULE"]);
    expect(says("RULE x\nIF a\nTHEN b()")).toEqual(["AIDR1014 RULE → RULE:"]);
    expect(declares("ACTION a(\n  rule: string\n)")).toEqual(["(action a rule:string)"]);
    expect(says("PARAM a = 1\rPARAM b = 2")).toEqual(["AIDR1025 \r → \n"]);
    expect(declares("\ufeffPARAM a = 1\r\nPARAM b = 2\r\n")).toEqual(["(param a 1)", "(param b 2)"]);
  });

  test("9 comments, and those that ignore", () => {
    const text =
      "# aidr-ignore-file long: legacy\n# aidr-ignore slow, noisy-rule: known\nRULE: x # title\nIF # c\n a # d\nAND /* b */ MATCHES /#x/ # e\nTHEN b(1, # f\n 2)\n# end";
    const { value } = parse({ name: "x", text });
    expect(value.comments.map((one) => one.text)).toEqual([
      "# aidr-ignore-file long: legacy",
      "# aidr-ignore slow, noisy-rule: known",
      "# c",
      "# d",
      "# e",
      "# f",
      "# end",
    ]);
    expect(value.ignores.map((one) => [one.scope, one.names.map((name) => name.name), one.reason])).toEqual([
      ["file", ["long"], "legacy"],
      ["declaration", ["slow", "noisy-rule"], "known"],
    ]);
    expect(says("PARAM a = 1 # aidr-ignore x: y")).toEqual(["AIDR1048 # aidr-ignore x: y"]);
    expect(says("# aidr-ignore x\nPARAM a = 1")).toEqual(["AIDR1048 # aidr-ignore x"]);
    expect(says("# aidr-ignored is another word")).toEqual([]);
  });

  test("11 operators and strings of other languages", () => {
    const written = rule("a = 1 && b <> 'x' || !c === d =~ /e/");
    expect(fixed(rule("a = 1 && b <> 'x\"' || !(c === d)"))).toBe(rule('a == 1 AND b != "x\\"" OR NOT (c == d)'));
    expect(says(written).map((one) => one.slice(0, 8))).toEqual([
      "AIDR1018",
      "AIDR1018",
      "AIDR1018",
      "AIDR1004",
      "AIDR1018",
      "AIDR1018",
      "AIDR1018",
      "AIDR1018",
      "AIDR1033",
    ]);
    expect(fixed(rule('a IN (1, 2) AND b NOT IN ("x")'))).toBe(rule('a IN [1, 2] AND b NOT IN ["x"]'));
    expect(means("a IN (b)")).toBe("(in a (group b))");
    expect(says("PARAM a = “x”")).toEqual(['AIDR1004 “x” → "x"']);
    expect(says('PARAM a = "C:\\Users\\new"')).toEqual(["AIDR1005 \\U → \\\\U"]);
    expect(says('PARAM a = "x')).toEqual(['AIDR1003 "x']);
    expect(says("PARAM a = \u00a0\u200b1")).toEqual(["AIDR1025 \u00a0\u200b →  "]);
  });
});

describe("declarations", () => {
  test("12 trailing commas", () => {
    expect(declares('LIST a = ["x",]\nACTION b(x: string,)\nRULE: r\nMETA(id="x",)\nIF f(a,) AND 1 OF (a, b,)\nTHEN b(1,)')).toHaveLength(
      3,
    );
    expect(fixed('IMPORT a, FROM "x"\nRULE: r\nON a, b,\nIF COUNT(FROM a, WITHIN 1h) > 1\nTHEN b(), \nSUPPRESS 1h')).toBe(
      'IMPORT a FROM "x"\nRULE: r\nON a, b\nIF COUNT(FROM a WITHIN 1h) > 1\nTHEN b() \nSUPPRESS 1h',
    );
  });

  test("13 clauses: order, repeats, and what is missing, each one error that hides nothing else", () => {
    expect(fixed("RULE: x\nTHEN b()\nIF a\nON c\nMETA()")).toBe("RULE: x\nMETA()\nON c\nIF a\nTHEN b()");
    expect(says("RULE: x\nTHEN b()\nIF a ==\nON c").map((one) => one.slice(0, 8))).toEqual(["AIDR1028", "AIDR1001"]);
    expect(says("RULE: x\nIF a\nIF b ==\nTHEN b()")).toEqual(["AIDR1029 IF", "AIDR1001 THEN"]);
    expect(says("RULE: x")).toEqual(["AIDR1030 x", "AIDR1030 x"]);
    expect(says("RULE: x\nIF a")).toEqual(["AIDR1030 x"]);
  });

  test("14 a leftover token is one mistake, and reading resumes at the next clause", () => {
    expect(says("RULE: x\nIF a b c )\nTHEN d() e\nSUPPRESS 1h 2\nRULE: y\nfoo\nIF a\nTHEN b()")).toEqual([
      "AIDR1001 b",
      "AIDR1001 e",
      "AIDR1001 2",
      "AIDR1001 foo",
    ]);
    const { value } = parse({ name: "x", text: "RULE: x\nIF a b\nTHEN d()\nSUPPRESS 1h\n) ( PARAM p = 1" });
    expect(value.declarations.map((one) => one.kind)).toEqual(["rule", "param"]);
    expect(says("IF a\nTHEN b()\nSUPPRESS 1h")).toEqual(["AIDR1001 IF"]);
    expect(says("RULE: x\nIFF a\nTHEN b()")).toEqual(["AIDR1001 IFF"]);
    expect(parse({ name: "x", text: "RULE: x\nIFF a\nTHEN b()" }).diagnostics[0]?.help).toEqual(["did you mean `IF`?"]);
  });

  test("15 keywords in another case", () => {
    expect(fixed('RULE: x\nif a and b Or not c contains word "d" and e not in f\nthen g()\nsuppress 1h by h')).toBe(
      'RULE: x\nIF a AND b OR NOT c CONTAINS WORD "d" AND e NOT IN f\nTHEN g()\nSUPPRESS 1h BY h',
    );
    expect(fixed('import a from "x"\nlist b: list<c> from "y" column "z"\nextend list b = []')).toBe(
      'IMPORT a FROM "x"\nLIST b: list<c> FROM "y" COLUMN "z"\nEXTEND LIST b = []',
    );
    expect(means("not(x)")).toBe("(not x)");
    expect(means("not == 1")).toBe("(== not 1)");
    expect(means("not IN x")).toBe("(in not x)");
    expect(says(rule('a starts with "x" and b is missing'))).toEqual([
      "AIDR1015 starts → STARTS",
      "AIDR1015 with → WITH",
      "AIDR1015 and → AND",
      "AIDR1015 is → IS",
      "AIDR1015 missing → MISSING",
    ]);
  });

  test("16 ON and FROM", () => {
    expect(declares("RULE: x\nON any\nIF COUNT(FROM a, b WITHIN 1h) > 1\nTHEN b()")).toEqual([
      '(rule "x" on:* (> (COUNT from:a+b within:1h) 1) (b!))',
    ]);
    expect(declares("RULE: x\nON a, b\nIF c\nTHEN b()")).toEqual(['(rule "x" on:a+b c (b!))']);
  });

  test("17 META", () => {
    expect(declares('RULE: x\nMETA(id="a", risk=-1, tags=["b"])\nIF a\nTHEN b()')).toEqual([
      '(rule "x" (meta id="a" risk=(- 1) tags=["b"]) a (b!))',
    ]);
    expect(says('RULE: x\nMETA(id: "a", status == "b")\nIF a\nTHEN b()')).toEqual(["AIDR1032 : → =", "AIDR1032 == → ="]);
  });

  test("18 to 21 types, lists, parameters, definitions and tuning", () => {
    expect(
      declares(
        'LIST a: list<domain> = ["x"]\nLIST b = ["y"]\nLIST c: list<string> FROM "c.csv" COLUMN "name"\nPARAM d: duration = 10m\nPARAM e = -1\n' +
          "DEFINE f(t: string) = t IN a OR g(t)\nDEFINE g() = 2 * 3\nBASELINE user.x = AVG(y FROM z BY k OVER 30d MIN 5)\n" +
          'EXTEND LIST a = ["z"]\nEXTEND LIST b FROM "b.txt"\nEXCEPTION FOR "r", "s" WHERE p REASON "q" UNTIL 2027-01-31\nDISABLE "r" REASON "s"',
      ),
    ).toEqual([
      '(list a:list<domain> ["x"])',
      '(list b ["y"])',
      "(list c:list<string> file:c.csv column:name)",
      "(param d:duration 10m)",
      "(param e (- 1))",
      "(define (f t:string) (or (in t a) (g t)))",
      "(define (g) (* 2 3))",
      "(baseline user.x (AVG y from:z by:k over:30d min:5))",
      '(extend a ["z"])',
      "(extend b file:b.txt)",
      '(exception "r" "s" p "q" 2027-01-31)',
      '(disable "r" "s")',
    ]);
  });

  test("22 a step has a name, an ABSENT none", () => {
    expect(says(rule("SEQUENCE WITHIN 1h STEP FROM a STEP b FROM c"))).toEqual(["AIDR1043 STEP"]);
    expect(says(rule("SEQUENCE WITHIN 1h STEP a FROM a ABSENT n FROM c STEP b FROM c"))).toEqual(["AIDR1043 n → "]);
  });

  test("23 and 24 SUPPRESS, keys and quantities", () => {
    expect(declares("RULE: x\nIF a\nTHEN b()\nSUPPRESS 1h BY [c, d.e]")).toEqual(['(rule "x" a (b!) (suppress 1h c d.e))']);
    expect(declares("RULE: x\nIF a\nTHEN b()\nSUPPRESS d")).toEqual(['(rule "x" a (b!) (suppress d))']);
    expect(fixed("RULE: x\nIF COUNT(BY a, b WITHIN 1h) > 1\nTHEN b()\nSUPPRESS 1h BY c, d")).toBe(
      "RULE: x\nIF COUNT(BY [a, b] WITHIN 1h) > 1\nTHEN b()\nSUPPRESS 1h BY [c, d]",
    );
    expect(says(rule("COUNT(WITHIN 1h + 1h) > 1"))).toEqual(["AIDR1001 +"]);
    expect(means("SUM(x WITHIN w MIN n)")).toBe("(SUM x within:w min:n)");
  });
});

describe("expressions", () => {
  test("precedence", () => {
    expect(means("a OR b AND NOT c == 1 + 2 * -d.e[0] - 3")).toBe("(or a (and b (not (== c (- (+ 1 (* 2 (- d.e[0]))) 3)))))");
    expect(means("a - b - c")).toBe("(- (- a b) c)");
    expect(means("a / b * c % d")).toBe("(% (* (/ a b) c) d)");
    expect(means("a AND b AND c OR d OR e AND f")).toBe("(or (and a b c) d (and e f))");
  });

  test("25 tests do not chain", () => {
    expect(says(rule("a == b == c AND d IN e EXISTS AND f == NOT g"))).toEqual(["AIDR1033 ==", "AIDR1033 EXISTS", "AIDR1034 NOT"]);
    expect(means("NOT ANY v IN a: v")).toBe("(not (any v a v))");
    expect(means("NOT 2 OF (a, b) AND 2 > x")).toBe("(and (not (of 2 a b)) (> 2 x))");
  });

  test("26 how far a quantifier reaches", () => {
    expect(means("ANY v IN a.b: v == 1 AND c OR d")).toBe("(any v a.b (or (and (== v 1) c) d))");
    expect(means("(ALL v IN a: v) AND b")).toBe("(and (group (all v a v)) b)");
    expect(means("2 OF (ANY v IN a: v AND b, c)")).toBe("(of 2 (any v a (and v b)) c)");
    expect(means("[ANY v IN a: v, b]")).toBe("[(any v a v) b]");
    expect(means("f(ANY v IN a: ALL w IN v: w, b)")).toBe("(f (any v a (all w v w)) b)");
  });

  test("27 indexes and calls", () => {
    expect(means('a[0].b["c d"]')).toBe('a[0].b["c d"]');
    expect(says(rule("a[0.5] EXISTS"))).toEqual(["AIDR1036 0.5"]);
    expect(says(rule("a[b] EXISTS"))).toEqual(["AIDR1001 b"]);
    expect(means('hour_of(t, zone="Europe/Berlin")')).toBe('(hour_of t zone="Europe/Berlin")');
    expect(says(rule("f(a=1, b) > 1"))).toEqual(["AIDR1037 b"]);
    expect(says(rule("a.b(c)"))).toEqual(["AIDR1001 ("]);
  });

  test("28 NOT before a test", () => {
    expect(
      means(
        "a NOT IN b AND a NOT CONTAINS b AND a NOT STARTS WITH b AND a NOT ENDS WITH b AND a NOT LIKE b AND a NOT MATCHES b AND a NOT BETWEEN 1 AND 2 AND a NOT EXISTS",
      ),
    ).toBe(
      "(and (not! (in a b)) (not! (contains a b)) (not! (starts-with a b)) (not! (ends-with a b)) (not! (like a b)) (not! (matches a b)) (not! (between a 1 2)) (not! (exists a)))",
    );
    expect(fixed(rule("a IS NOT MISSING AND b NOT == 1 AND c NOT != 2"))).toBe(rule("a EXISTS AND b != 1 AND c == 2"));
    expect(means("a IS MISSING")).toBe("(missing a)");
  });

  test("29 CONTAINS and casing", () => {
    expect(means('a CONTAINS ALL WORD ["b"] CASED')).toBe('(contains-all-word a ["b"] CASED)');
    expect(fixed(rule("a CONTAINS ANY b AND a CONTAINS WORD ALL b"))).toBe(rule("a CONTAINS b AND a CONTAINS ALL WORD b"));
    expect(means("a == b NOCASE AND a IN b CASED AND a LIKE b CASED")).toBe("(and (== a b NOCASE) (in a b CASED) (like a b CASED))");
    for (const text of ["a EXISTS CASED", "a IS MISSING CASED", "a BETWEEN 1 AND 2 CASED", "a SEEN IN (b WITHIN 1h) CASED"])
      expect(says(rule(text)), text).toEqual(["AIDR1040 CASED"]);
  });

  test("32 SCORE is a call", () => {
    expect(means('SCORE("prompt_injection", input_text) > 0.8')).toBe('(> (SCORE "prompt_injection" input_text) 0.8)');
  });
});

describe("time", () => {
  test("33 clauses of a term that looks back", () => {
    expect(means("COUNT(DISTINCT x FROM a, b WHERE p AND q BY [k, l] WITHIN 24h)")).toBe(
      "(COUNT distinct x from:a+b where:(and p q) by:k+l within:24h)",
    );
    expect(means("PERCENTILE(x, 95 FROM a OVER 30d MIN 5 EXCLUDING ALERTED)")).toBe(
      "(PERCENTILE x rank:95 from:a over:30d min:5 excluding-alerted)",
    );
    expect(means("MIN(MIN(x WITHIN 1h) + 1 OVER 1d MIN 3)")).toBe("(MIN (+ (MIN x within:1h) 1) over:1d min:3)");
    expect(means("NEW([PREVIOUS(a BY b), c] BY d OVER 30d)")).toBe("(NEW [(PREVIOUS a by:b) c] by:d over:30d)");
    expect(means("COUNT()")).toBe("(COUNT)");
    expect(fixed(rule("COUNT(x == 1 BY k WITHIN 1h) > 1"))).toBe(rule("COUNT(WHERE x == 1 BY k WITHIN 1h) > 1"));
    expect(fixed(rule("COUNT(WITHIN 1h BY k FROM a) > 1"))).toBe(rule("COUNT(FROM a BY k WITHIN 1h) > 1"));
    expect(says(rule("COUNT(WITHIN 1h OVER 2h BY k BY l) > 1"))).toEqual(["AIDR1029 OVER", "AIDR1028 BY", "AIDR1029 BY"]);
  });

  test("34 sequences", () => {
    expect(
      declares(
        rule(
          "SEQUENCE BY k WITHIN 10m\n STEP a FROM x WHERE p AND q REPEAT 3 WITHIN 1m\n ABSENT FROM y WHERE r\n STEP b FROM any\n ABSENT FROM z WITHIN 5m",
        ),
      ),
    ).toEqual([
      '(rule "x" (sequence by:k within:10m (step a from:x where:(and p q) repeat:3 within:1m) (absent from:y where:r) (step b from:*) (absent from:z within:5m)) (alert!))',
    ]);
    expect(declares(rule("TOGETHER BY [k, l] WITHIN 10m STEP a FROM x STEP b FROM y"))).toEqual([
      '(rule "x" (together by:k+l within:10m (step a from:x) (step b from:y)) (alert!))',
    ]);
    const steps = "SEQUENCE WITHIN 1h STEP a FROM b STEP c FROM d";
    expect(says(rule(`x AND ${steps}`))).toEqual(["AIDR1042 SEQUENCE"]);
    expect(says(rule(`NOT ${steps}`))).toEqual(["AIDR1042 SEQUENCE"]);
    expect(says(rule(`(${steps})`))).toEqual(["AIDR1042 SEQUENCE"]);
    expect(says(rule("SEQUENCE WITHIN 1h STEP a FROM b"))).toEqual(["AIDR1043 SEQUENCE"]);
    expect(says(rule("SEQUENCE STEP a FROM b STEP c FROM d"))).toEqual(["AIDR1030 SEQUENCE"]);
    expect(says(rule("TOGETHER WITHIN 1h STEP a FROM b REPEAT 2 STEP c FROM d WITHIN 1m ABSENT FROM e"))).toEqual([
      "AIDR1031 2",
      "AIDR1031 1m",
      "AIDR1031 ABSENT FROM e",
    ]);
    expect(says(rule("SEQUENCE WITHIN 1h STEP a FROM b BY k STEP c"))).toEqual(["AIDR1031 BY", "AIDR1030 STEP"]);
  });

  test("35 limits of steps and absences", () => {
    expect(says(rule("SEQUENCE WITHIN 1h STEP a FROM b WITHIN 1m STEP c FROM d"))).toEqual(["AIDR1043 1m"]);
    expect(says(rule("SEQUENCE WITHIN 1h STEP a FROM b REPEAT 2 WITHIN 1m STEP c FROM d"))).toEqual([]);
    expect(says(rule("SEQUENCE WITHIN 1h ABSENT FROM b STEP c FROM d"))).toEqual(["AIDR1043 ABSENT FROM b"]);
    expect(says(rule("SEQUENCE WITHIN 1h STEP c FROM d ABSENT FROM b"))).toEqual(["AIDR1043 ABSENT FROM b"]);
    expect(says(rule("SEQUENCE WITHIN 1h STEP c FROM d ABSENT FROM b WITHIN 1m STEP e FROM f"))).toEqual(["AIDR1043 1m"]);
  });

  test("36 provenance", () => {
    expect(means("v SEEN IN (entities(x) FROM a WHERE p BY k WITHIN 1h)")).toBe("(seen-in v (entities x) from:a where:p by:k within:1h)");
    expect(means("v NOT SEEN IN (x WITHIN 1h)")).toBe("(not! (seen-in v x within:1h))");
  });
});

describe("actions", () => {
  const then = (actions: string) => `RULE: x\nIF a\nTHEN ${actions}`;

  test("37 calls", () => {
    expect(declares(then('alert(HIGH, category="x", risk=-1, f=[1], g=a.b, h=lower(a)), block()'))).toEqual([
      '(rule "x" a (alert! HIGH category="x" risk=(- 1) f=[1] g=a.b h=(lower a)) (block!))',
    ]);
    expect(fixed(then('alert(severity==HIGH, category: "x") AND block'))).toBe(then('alert(severity=HIGH, category= "x") , block()'));
    expect(says(then("alert(COUNT(WITHIN 1h), a > 1, a + 1)"))).toEqual(["AIDR1046 COUNT(WITHIN 1h)", "AIDR1046 a > 1", "AIDR1046 a + 1"]);
    expect(says(then("alert(a=1, 2)"))).toEqual(["AIDR1037 2"]);
  });

  test("38 and 39 ACTION and PLAYBOOK", () => {
    expect(declares("ACTION block(user: string, duration: duration = 1h)")).toEqual(["(action block user:string duration:duration=1h)"]);
    expect(declares('PLAYBOOK: p\nMETA(id="x")\nFOR a AND b\nDO c(d=e) LIMIT 10 PER 1h REQUIRES APPROVAL\nDO f()')).toEqual([
      '(playbook "p" (and a b) (c! d=e limit:10/1h approval) (f!))',
    ]);
    expect(says("PLAYBOOK: p\nFOR a")).toEqual(["AIDR1030 p"]);
    expect(says("PLAYBOOK: p\nDO a() REQUIRES APPROVAL LIMIT 1 PER 1h\nFOR b")).toEqual([
      "AIDR1028 LIMIT → LIMIT 1 PER 1h & REQUIRES APPROVAL",
      "AIDR1028 FOR → FOR b & DO a() REQUIRES APPROVAL LIMIT 1 PER 1h",
    ]);
    expect(says("PLAYBOOK: p\nIF a\nDO b()")).toEqual(["AIDR1001 IF"]);
  });
});
