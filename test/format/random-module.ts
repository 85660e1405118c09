/**
 * Random modules in the tree's normal form: what the parser itself would make, so that printing and reading must give the same
 * tree. Names and strings are awkward on purpose; nothing here type-checks. One seed, one module.
 */
import type * as ast from "../../src/syntax/ast.ts";

const span = { file: "random.aidr", start: 0, end: 0 };
const file = { name: "random.aidr", text: "" };

/** A module of a few declarations; `depth` bounds how deep its expressions nest. */
export function randomModule(seed: number, depth = 3): ast.Module {
  const random = new Random(seed);
  return { file, declarations: random.list(0, 4, () => declaration(random, depth)), comments: [], ignores: [] };
}

/** A small generator of pseudo-random choices: mulberry32. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** A whole number from 0 below `limit`. */
  below(limit: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }

  one<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }

  chance(share: number): boolean {
    return this.below(1000) < share * 1000;
  }

  list<T>(least: number, most: number, make: (index: number) => T): T[] {
    return Array.from({ length: least + this.below(most - least + 1) }, (_, index) => make(index));
  }
}

function name(random: Random): ast.Name {
  if (random.chance(0.15))
    return { name: random.one(["cs-uri-query", "IN", "true", "1st", "a b", "#", "RULE", "é", "user"]), quoted: true, span };
  return { name: random.one(["a", "user", "tool_call", "x1", "_y", "score"]), quoted: false, span };
}

const texts = [
  "",
  "x",
  'a"b',
  "back\\slash",
  "line\nbreak",
  "\u202e hidden",
  "\ud800",
  "emoji 😀 \u{e0041}",
  "# no comment",
  "'",
  "`",
  "/",
  "\u0000\t",
  "ſ\u00a0",
  "a fairly long text, so that a line does not hold it all",
] as const;

function text(random: Random): ast.StringLiteral {
  const value = random.chance(0.2) ? String.fromCharCode(...random.list(0, 8, () => random.below(0x3000))) : random.one(texts);
  return { kind: "string", value, span };
}

function number(random: Random): ast.NumberLiteral {
  const raw = random.chance(0.5)
    ? String(random.below(1_000_000))
    : random.one(["0", "1_000", "1e999", "9007199254740993", "0.5", "12e-3", "2.50"]);
  return { kind: "number", value: Number(raw.replaceAll("_", "")), raw, span };
}

function literal(random: Random): ast.Expr {
  const units = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
  const unit = random.one<keyof typeof units>(["ms", "s", "m", "h", "d", "w"]);
  const count = random.below(10_000);
  const date = random.one(["2027-01-31", "2024-02-29", "2027-01-31T10:00:00Z", "2027-01-31T10:00+02:00", "1999-12-31T23:59:59.123Z"]);
  switch (random.below(7)) {
    case 0:
    case 1:
      return text(random);
    case 2:
      return number(random);
    case 3:
      return { kind: "duration", ms: count * units[unit], raw: `${count}${unit}`, span };
    case 4:
      return { kind: "date", ms: Date.parse(date), raw: date, span };
    case 5:
      return {
        kind: "pattern",
        source: random.one(["a", "a\\/b", "[/#]+", "x #y", "\\bfoo\\b(?:a|b)", "[^\\]]", '"']),
        flags: random.one(["", "i", "ims", "ms"]),
        span,
      };
    default:
      return random.chance(0.5)
        ? { kind: "boolean", value: random.chance(0.5), span }
        : { kind: "constant", name: random.one(["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"]), span };
  }
}

function nameExpr(random: Random): ast.NameExpr {
  const { name: word, quoted } = name(random);
  return { kind: "name", name: word, quoted, span };
}

function quantity(random: Random): ast.Expr {
  return random.chance(0.3) ? nameExpr(random) : random.chance(0.5) ? number(random) : { kind: "duration", ms: 3_600_000, raw: "1h", span };
}

function eventTypes(random: Random): ast.EventTypes {
  return random.chance(0.2) ? { any: true, names: [], span } : { any: false, names: random.list(1, 3, () => name(random)), span };
}

/** Whether an expression ends with a quantifier, which takes in all that follows. */
function endsOpen(expr: ast.Expr): boolean {
  if (expr.kind === "quantifier") return true;
  if (expr.kind === "not") return endsOpen(expr.operand);
  const last = expr.kind === "and" || expr.kind === "or" ? expr.parts.at(-1) : undefined;
  return last !== undefined && endsOpen(last);
}

/** Any expression; parts that would take in what follows them are in parentheses. */
export function expression(random: Random, depth: number): ast.Expr {
  return combine(
    "or",
    random.list(1, depth > 0 ? 2 : 1, () =>
      combine(
        "and",
        random.list(1, depth > 0 ? 3 : 1, () => negation(random, depth)),
      ),
    ),
  );
}

function combine(kind: "and" | "or", parts: readonly ast.Expr[]): ast.Expr {
  const [only] = parts;
  if (parts.length === 1 && only) return only;
  return {
    kind,
    parts: parts.map((part, index) => (index < parts.length - 1 && endsOpen(part) ? { kind: "group", inner: part, span } : part)),
    span,
  };
}

function negation(random: Random, depth: number): ast.Expr {
  const pick = depth > 0 ? random.below(12) : 11;
  if (pick === 0) return { kind: "not", operand: negation(random, depth - 2), span };
  if (pick === 1)
    return {
      kind: "quantifier",
      every: random.chance(0.5),
      variable: name(random),
      list: sum(random, depth - 1),
      body: expression(random, depth - 1),
      span,
    };
  if (pick === 2) {
    const count = number(random);
    return { kind: "at-least", count, parts: random.list(1, 3, () => expression(random, depth - 1)), span };
  }
  return random.chance(0.8) ? test(random, depth) : sum(random, depth);
}

function test(random: Random, depth: number): ast.Expr {
  const left = sum(random, depth - 1);
  const right = sum(random, depth - 1);
  const negated = random.chance(0.3);
  const casing = random.chance(0.2) ? { casing: random.one<ast.Casing>(["CASED", "NOCASE"]) } : {};
  const shared = { operatorSpan: span, span };
  switch (random.below(8)) {
    case 0:
    case 1:
      return { kind: "comparison", operator: random.one(["==", "!=", "<", "<=", ">", ">="]), left, right, ...casing, ...shared };
    case 2:
      return { kind: "between", value: left, low: right, high: sum(random, depth - 1), negated, ...shared };
    case 3:
      // `IN ("a")` is a list in the wrong brackets.
      return {
        kind: "in",
        value: left,
        list: right.kind === "group" ? { kind: "list", items: [right], span } : right,
        negated,
        ...casing,
        ...shared,
      };
    case 4:
      return {
        kind: "text-test",
        word: "CONTAINS",
        all: random.chance(0.3),
        wholeWord: random.chance(0.3),
        negated,
        value: left,
        object: right,
        ...casing,
        ...shared,
      };
    case 5:
      return {
        kind: "text-test",
        word: random.one(["STARTS WITH", "ENDS WITH", "LIKE", "MATCHES"]),
        all: false,
        wholeWord: false,
        negated,
        value: left,
        object: right,
        ...casing,
        ...shared,
      };
    case 6:
      return random.chance(0.5)
        ? { kind: "presence", value: left, word: "IS MISSING", negated: false, ...shared }
        : { kind: "presence", value: left, word: "EXISTS", negated, ...shared };
    default: {
      const within = random.chance(0.9) ? { within: quantity(random) } : {};
      return { kind: "seen-in", value: left, negated, of: expression(random, depth - 1), ...clauses(random, depth), ...within, ...shared };
    }
  }
}

function clauses(random: Random, depth: number): { from?: ast.EventTypes; where?: ast.Expr; by?: ast.Expr[] } {
  return {
    ...(random.chance(0.5) ? { from: eventTypes(random) } : {}),
    ...(random.chance(0.4) ? { where: expression(random, depth - 1) } : {}),
    ...(random.chance(0.5) ? { by: keys(random, depth) } : {}),
  };
}

function keys(random: Random, depth: number): ast.Expr[] {
  return random.chance(0.6) ? [operand(random, depth - 1)] : random.list(2, 3, () => expression(random, depth - 1));
}

function sum(random: Random, depth: number): ast.Expr {
  return chain(random, ["+", "-"], () => chain(random, ["*", "/", "%"], () => operand(random, depth)));
}

function chain(
  random: Random,
  operators: readonly [ast.Arithmetic["operator"], ...ast.Arithmetic["operator"][]],
  make: () => ast.Expr,
): ast.Expr {
  let left = make();
  while (random.chance(0.12)) left = { kind: "arithmetic", operator: random.one(operators), left, right: make(), operatorSpan: span, span };
  return left;
}

function operand(random: Random, depth: number): ast.Expr {
  let expr = primary(random, depth);
  while (random.chance(0.3)) {
    if (random.chance(0.7)) expr = { kind: "member", object: expr, key: name(random), span };
    else
      expr = {
        kind: "index",
        object: expr,
        index: random.chance(0.5) ? text(random) : { kind: "number", value: 12, raw: "12", span },
        span,
      };
  }
  return random.chance(0.1) ? { kind: "negate", operand: expr, span } : expr;
}

function primary(random: Random, depth: number): ast.Expr {
  const pick = depth > 0 ? random.below(10) : 9;
  if (pick === 0) return { kind: "list", items: random.list(0, 4, () => expression(random, depth - 1)), span };
  if (pick === 1) return { kind: "group", inner: expression(random, depth - 1), span };
  if (pick === 2) {
    const callee = random.chance(0.1) ? { name: "SCORE", quoted: false, span } : name(random);
    return { kind: "call", name: callee, args: args(random, () => expression(random, depth - 1)), span };
  }
  if (pick === 3) return state(random, depth);
  return random.chance(0.5) ? nameExpr(random) : literal(random);
}

function args(random: Random, value: () => ast.Expr): ast.Argument[] {
  const positional = random.list(0, 2, (): ast.Argument => ({ value: value(), span }));
  return [...positional, ...random.list(0, 2, (): ast.Argument => ({ name: name(random), value: value(), span }))];
}

function state(random: Random, depth: number): ast.Expr {
  const word = random.one<ast.StateWord>([
    "COUNT",
    "SUM",
    "AVG",
    "MIN",
    "MAX",
    "STDDEV",
    "MEDIAN",
    "PERCENTILE",
    "ZSCORE",
    "NEW",
    "FREQUENCY",
    "PREVIOUS",
  ]);
  // COUNT of a condition is a mistake: it belongs behind WHERE.
  const value = random.chance(0.8) ? { value: word === "COUNT" ? nameExpr(random) : sum(random, depth - 1) } : {};
  return {
    kind: "state",
    word,
    wordSpan: span,
    distinct: random.chance(0.2),
    ...value,
    ...(value.value && random.chance(0.2) ? { rank: sum(random, depth - 1) } : {}),
    ...clauses(random, depth),
    ...(random.chance(0.8) ? { window: { kind: random.one(["within", "over"]), duration: quantity(random), span } } : {}),
    ...(random.chance(0.3) ? { min: quantity(random) } : {}),
    excludingAlerted: random.chance(0.2),
    span,
  };
}

function type(random: Random): ast.TypeName {
  const of: ast.TypeName = { name: { name: random.one(["string", "number", "regex", "any"]), quoted: false, span }, span };
  return random.chance(0.5) ? of : { name: { name: "list", quoted: false, span }, of, span };
}

function list(random: Random, depth: number): ast.ListExpr {
  return { kind: "list", items: random.list(0, 5, () => expression(random, depth - 2)), span };
}

function listSource(random: Random, depth: number): ast.ListSource {
  if (random.chance(0.6)) return { kind: "inline", list: list(random, depth) };
  return { kind: "file", path: text(random), ...(random.chance(0.5) ? { column: text(random) } : {}) };
}

function title(random: Random): ast.Title {
  return { text: random.one(["A title", "with # a hash", "RULE: twice", "a: b", "é 😀", "THEN alert()"]), span };
}

function meta(random: Random, depth: number): { meta?: ast.Meta } {
  if (random.chance(0.5)) return {};
  return { meta: { entries: random.list(0, 4, () => ({ key: name(random), value: sum(random, depth - 2), span })), span } };
}

function action(random: Random, depth: number): ast.ActionCall {
  return {
    name: name(random),
    args: args(random, () => (random.chance(0.5) ? literal(random) : random.chance(0.5) ? nameExpr(random) : list(random, depth))),
    span,
  };
}

function condition(random: Random, depth: number): ast.Condition {
  if (random.chance(0.75)) return { kind: "when", expr: expression(random, depth), span };
  const shared = () => ({ from: eventTypes(random), ...(random.chance(0.6) ? { where: expression(random, depth - 1) } : {}) });
  const head = {
    ...(random.chance(0.6) ? { by: keys(random, depth) } : {}),
    within: quantity(random),
    span,
  };
  if (random.chance(0.3))
    return {
      kind: "together",
      ...head,
      items: random.list(2, 3, (): ast.Step => ({ kind: "step", name: name(random), ...shared(), span })),
    };
  const step = (isFirst: boolean): ast.Step => {
    const repeat = random.chance(0.3) ? { repeat: quantity(random) } : {};
    // Without REPEAT a first step takes no WITHIN.
    const within = random.chance(0.3) && (!isFirst || "repeat" in repeat) ? { within: quantity(random) } : {};
    return { kind: "step", name: name(random), ...shared(), ...repeat, ...within, span };
  };
  const absent = (): ast.Absent => ({ kind: "absent", ...shared(), span });
  const end: (ast.Step | ast.Absent)[] = random.chance(0.3) ? [{ ...absent(), within: quantity(random) }] : [step(false)];
  return {
    kind: "sequence",
    ...head,
    items: [step(true), ...random.list(0, 1, absent), ...(random.chance(0.5) ? [step(false)] : []), ...end],
  };
}

function declaration(random: Random, depth: number): ast.Declaration {
  const params = () => random.list(0, 3, () => ({ name: name(random), type: type(random), span }));
  const rules = () => random.list(1, 2, () => text(random));
  const until = (): { until?: ast.DateLiteral } =>
    random.chance(0.5) ? { until: { kind: "date", ms: Date.parse("2027-01-31"), raw: "2027-01-31", span } } : {};
  switch (random.below(16)) {
    case 0:
      return { kind: "import", names: random.list(1, 3, () => name(random)), from: text(random), span };
    case 1:
      return {
        kind: "list-declaration",
        name: name(random),
        ...(random.chance(0.5) ? { type: type(random) } : {}),
        source: listSource(random, depth),
        span,
      };
    case 2:
      return { kind: "extend-list", name: name(random), source: listSource(random, depth), span };
    case 3:
      return { kind: "param", name: name(random), ...(random.chance(0.5) ? { type: type(random) } : {}), value: sum(random, depth), span };
    case 4:
      return { kind: "define", name: name(random), params: params(), body: expression(random, depth), span };
    case 5:
      return {
        kind: "baseline-declaration",
        path: { kind: "member", object: nameExpr(random), key: name(random), span },
        value: sum(random, depth),
        span,
      };
    case 6:
      return { kind: "exception", rules: rules(), where: expression(random, depth), reason: text(random), ...until(), span };
    case 7:
      return { kind: "disable", rules: rules(), reason: text(random), span };
    case 8:
      return {
        kind: "action-declaration",
        name: name(random),
        params: params().map((one) => ({ ...one, ...(random.chance(0.3) ? { default: sum(random, depth) } : {}) })),
        span,
      };
    case 9:
    case 10: {
      const filter = random.chance(0.7) ? { for: expression(random, depth) } : {};
      const steps = random.list(1, 3, () => {
        const limit = random.chance(0.3) ? { limit: { count: quantity(random), per: quantity(random), span } } : {};
        return { call: action(random, depth), ...limit, requiresApproval: random.chance(0.3), span };
      });
      return { kind: "playbook", title: title(random), ...meta(random, depth), ...filter, steps, span };
    }
    default: {
      const suppress = random.chance(0.4)
        ? { suppress: { duration: quantity(random), ...(random.chance(0.6) ? { by: keys(random, 2) } : {}), span } }
        : {};
      const on = random.chance(0.5) ? { on: eventTypes(random) } : {};
      return {
        kind: "rule",
        title: title(random),
        ...meta(random, depth),
        ...on,
        condition: condition(random, depth),
        actions: random.list(1, 2, () => action(random, depth)),
        ...suppress,
        span,
      };
    }
  }
}
