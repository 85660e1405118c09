/** Random rules that type-check against an event type, as text: every operator, quantifier, function and declaration of language.md §4 and §6. */
import fc from "fast-check";
import { functionBuiltins } from "../../src/builtins/index.ts";
import type { FunctionBuiltin } from "../../src/builtins/builtin.ts";
import type { EventModel } from "../../src/schema/event-type.ts";
import type { RecordType, Type, Unit } from "../../src/types/type.ts";
import { bigDigits, dates, numbers, word, words } from "./pools.ts";
import { openKeys } from "./random-event.ts";

type Text = fc.Arbitrary<string>;
/** What can be read where an expression stands. */
type Context = {
  readonly id: string;
  readonly paths: readonly { readonly text: string; readonly type: Type }[];
  readonly variables: number;
};

/** Declarations that every random file has; the rules use them. */
export const preamble = `LIST names: list<string> = ["alpha", "Send_Email", "straße", "ſafe", "10"]
EXTEND LIST names = ["beta", "K1"]
LIST hosts: list<domain> = ["example.com", "Corp.Example"]
LIST nets: list<cidr> = ["10.0.0.0/8", "2001:db8::/32"]
LIST phrases = ["alpha", "ẞ", "σας", "50%", "x_y"]
LIST shapes: list<regex> = [/^al.ha$/i, /\\bsafe\\b/, /straße/i]
LIST sizes: list<number> = [1, 2, 0.5, 9007199254740993]
PARAM limit = 2
PARAM wanted = "alpha"
PARAM pause = 10m
DEFINE named(who: string) = who IN names
DEFINE twice(n: number) = n * limit
DEFINE loud(t: text, n: number) = t CONTAINS wanted OR n > limit
`;

/** A whole file: the preamble, one rule with id `r`, and now and then an exception. */
export function randomRule(model: EventModel, type: string): Text {
  const known = rulesOf.get(model)?.get(type);
  if (known) return known;
  const made = makeRule(model, type);
  rulesOf.set(model, new Map([...(rulesOf.get(model) ?? []), [type, made]]));
  return made;
}

// Making the generators takes longer than drawing from them.
const rulesOf = new WeakMap<EventModel, ReadonlyMap<string, Text>>();

function makeRule(model: EventModel, type: string): Text {
  const context = contextOf(model, type);
  const generator = new Generator();
  const exception = generator
    .condition(context, 1)
    .chain((where) =>
      fc
        .constantFrom("", " UNTIL 2026-01-02", " UNTIL 2026-12-31")
        .map((until) => `EXCEPTION FOR "r" WHERE ${where} REASON "known"${until}\n`),
    );
  return (
    fc
      .tuple(
        generator.condition(context, 3),
        fc.oneof({ arbitrary: fc.constant(""), weight: 4 }, { arbitrary: exception, weight: 1 }),
        fc.constantFrom(`ON ${type}\n`, `ON ${type}\n`, `ON ${type}\n`, `ON ${type}, memory\n`, ""),
      )
      // Without ON a rule may be about fewer fields than its exception reads.
      .map(([condition, tuning, on]) => ruleText(on, `IF ${condition}`, on === "" ? "" : tuning))
  );
}

/** Conditions for a file of many rules, which share what an engine shares between rules. */
export function randomPack(model: EventModel, type: string): fc.Arbitrary<readonly string[]> {
  const known = packsOf.get(type);
  if (known) return known;
  const made = fc.array(new Generator().condition(contextOf(model, type), 2), { minLength: 6, maxLength: 14, size: "max" });
  packsOf.set(type, made);
  return made;
}

const packsOf = new Map<string, fc.Arbitrary<readonly string[]>>();

/** The text of a pack: rules `r0`, `r1`, … on one event type. */
export function packText(type: string, conditions: readonly string[]): string {
  const rules = conditions.map(
    (condition, index) =>
      `RULE: Random ${index}\nMETA(id="r${index}")\nON ${type}\nIF ${condition}\nTHEN alert(severity=HIGH, category="prompt_injection")\n`,
  );
  return preamble + rules.join("\n");
}

/** The text of a rule `r` around its clauses. */
export function ruleText(on: string, condition: string, tail = "", suppress = ""): string {
  return `${preamble}RULE: Random\nMETA(id="r")\n${on}${condition}\nTHEN alert(severity=HIGH, category="prompt_injection")\n${suppress}${tail}`;
}

function contextOf(model: EventModel, type: string): Context {
  const record = model.types.get(type)?.record;
  if (!record) throw new Error(`no type ${type}`);
  const skipped = new Set(["event_id", "event_type", "sequence", "source", "trace_id", "span_id"]);
  return { id: type, paths: pathsOf(record).filter((path) => !skipped.has(path.text)), variables: 0 };
}

function pathsOf(record: RecordType, prefix = ""): { readonly text: string; readonly type: Type }[] {
  const found = [...record.fields].flatMap(([name, { type }]) =>
    type.kind === "record" ? pathsOf(type, `${prefix}${name}.`) : [{ text: prefix + name, type }],
  );
  return record.open ? [...found, ...openKeys.map((key) => ({ text: prefix + key, type: { kind: "any" as const } }))] : found;
}

const casing = fc.constantFrom("", "", " CASED", " NOCASE");
const not = fc.constantFrom("", "", " NOT");
const quote = (value: string): string => JSON.stringify(value);
const literalWord: Text = word.map(quote);
const literalNumber: Text = fc.oneof(
  { arbitrary: fc.constantFrom(...numbers).map(String), weight: 9 },
  { arbitrary: fc.constantFrom(...bigDigits, "1_000", "1e3", "-1"), weight: 1 },
);
const literalDuration: Text = fc.constantFrom("0s", "500ms", "30s", "10m", "24h", "1w", "pause");
const literalDate: Text = fc.constantFrom(...dates.slice(0, 1), "2026-01-02", "2026-06-15", "2025-12-31T23:59:59Z");
const pattern: Text = fc.constantFrom(
  "/alpha/i",
  "/^a.*a$/",
  "/\\bsafe\\b/i",
  "/[a-z]+_[a-z]/",
  "/(?:beta|safe)/i",
  "/stra(ß|ss)e/i",
  "/\\p{Lu}/",
  "/k1/i",
  "/^$/",
  "/a\\*b/",
  "/a.b/s",
  "/^alpha$/m",
  "/[^\\x00-\\x7f]/",
  "/\\d{2,3}%?/",
);
const likePattern: Text = fc
  .array(
    fc.oneof(
      fc.constantFrom("*", "?", "\\\\*", "\\\\?", "a", "_", " "),
      fc.constantFrom(...words).map((value) => quote(value).slice(1, -1)),
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((parts) => `"${parts.join("")}"`);
const order = fc.constantFrom("<", "<=", ">", ">=", "==", "!=");

function listed(item: Text, least = 1): Text {
  return fc.array(item, { minLength: least, maxLength: 3 }).map((items) => `[${items.join(", ")}]`);
}

class Generator {
  private readonly memo = new Map<string, Text>();

  /** A condition; nested as deep as `depth`. */
  condition(context: Context, depth: number): Text {
    return this.once(`condition/${context.id}/${depth}`, () => {
      const leaves = this.tests(context);
      if (depth <= 0) return fc.oneof(...leaves);
      const part = this.condition(context, depth - 1);
      const joined = (word: string): Text => fc.array(part, { minLength: 2, maxLength: 3 }).map((parts) => `(${parts.join(` ${word} `)})`);
      return fc.oneof(
        { arbitrary: fc.oneof(...leaves), weight: 5 },
        { arbitrary: part.map((inner) => `(NOT ${inner})`), weight: 2 },
        { arbitrary: joined("AND"), weight: 3 },
        { arbitrary: joined("OR"), weight: 3 },
        {
          arbitrary: fc
            .tuple(fc.array(part, { minLength: 3, maxLength: 4 }), fc.integer({ min: 1, max: 3 }))
            .map(([parts, n]) => `(${n} OF (${parts.join(", ")}))`),
          weight: 1,
        },
        ...(context.variables < 2 ? [{ arbitrary: this.quantified(context, depth), weight: 2 }] : []),
      );
    });
  }

  private once(key: string, make: () => Text): Text {
    const known = this.memo.get(key);
    if (known) return known;
    const made = make();
    this.memo.set(key, made);
    return made;
  }

  private quantified(context: Context, depth: number): Text {
    const name = context.variables === 0 ? "v" : "w";
    const lists = context.paths.filter((path) => path.type.kind === "list" || path.type.kind === "any");
    const sources = lists.map(({ text, type }) => {
      const of: Type = type.kind === "list" ? type.of : type;
      return this.quantifiedOver(context, fc.constant(text), of, `${text}`, name, depth);
    });
    sources.push(this.quantifiedOver(context, this.listOfStrings(context), { kind: "string" }, "strings", name, depth));
    return fc.oneof(...sources);
  }

  private quantifiedOver(context: Context, list: Text, of: Type, label: string, name: string, depth: number): Text {
    const own = of.kind === "record" ? pathsOf(of, `${name}.`) : [{ text: name, type: of }];
    // The variable stands more often than the fields around it, or the quantifier would say little.
    const some = context.paths.filter((_, index) => index % 5 === 0);
    const inner: Context = { id: `${context.id}/${name}:${label}`, paths: [...own, ...own, ...some], variables: context.variables + 1 };
    return fc
      .tuple(fc.constantFrom("ANY", "ALL"), list, this.condition(inner, Math.min(depth - 1, 1)))
      .map(([word, source, body]) => `(${word} ${name} IN ${source}: ${body})`);
  }

  private ofKind(context: Context, wanted: (type: Type) => boolean): readonly Text[] {
    const found = context.paths.filter((path) => wanted(path.type)).map((path) => path.text);
    return found.length > 0 ? [fc.constantFrom(...found)] : [];
  }

  /** Strings: fields, what functions make of them, and values of open records. */
  private strings(context: Context): Text {
    return this.once(`strings/${context.id}`, () => {
      const fields = this.ofKind(context, (type) => type.kind === "string");
      const open = this.ofKind(context, (type) => type.kind === "any");
      const leaf = fc.oneof(
        ...fields.map((arbitrary) => ({ arbitrary, weight: 6 })),
        ...open.map((arbitrary) => ({ arbitrary, weight: 2 })),
        { arbitrary: literalWord, weight: 1 },
      );
      const made = this.calls((type) => type.kind === "string", leaf, context);
      return fc.oneof(
        { arbitrary: leaf, weight: 8 },
        ...made.map((arbitrary) => ({ arbitrary, weight: 2 / made.length })).map(({ arbitrary }) => ({ arbitrary, weight: 1 })),
        { arbitrary: fc.tuple(leaf, literalWord).map(([a, b]) => `coalesce(${a}, ${b})`), weight: 1 },
      );
    });
  }

  private listOfStrings(context: Context): Text {
    return this.once(`lists/${context.id}`, () => {
      const fields = this.ofKind(context, (type) => type.kind === "list" && type.of.kind === "string");
      const leaf = this.strings(context);
      const made = this.calls((type) => type.kind === "list", leaf, context);
      return fc.oneof(
        ...fields.map((arbitrary) => ({ arbitrary, weight: 6 })),
        { arbitrary: fc.constantFrom("names", "phrases"), weight: 2 },
        ...made.map((arbitrary) => ({ arbitrary, weight: 1 })),
      );
    });
  }

  /** Calls of library functions whose answer is of a kind; their arguments are fields and literals. */
  private calls(wanted: (type: Type) => boolean, string: Text, context: Context): readonly Text[] {
    const hidden = new Set(["add", "subtract", "multiply", "divide", "remainder", "negate", "tuple", "coalesce"]);
    const builtins: readonly FunctionBuiltin[] = Object.values(functionBuiltins);
    return builtins
      .filter((builtin) => !hidden.has(builtin.name) && typeof builtin.returns !== "function" && wanted(builtin.returns))
      .flatMap((builtin) => {
        const args = builtin.params.filter((param) => !param.optional).map((param) => this.argument(param.type, string, context));
        return args.some((argument) => argument === undefined)
          ? []
          : [fc.tuple(...args.filter((argument) => argument !== undefined)).map((parts) => `${builtin.name}(${parts.join(", ")})`)];
      });
  }

  private argument(type: Type, string: Text, context: Context): Text | undefined {
    const fields = this.ofKind(context, (other) => other.kind === type.kind);
    switch (type.kind) {
      case "string":
      case "any":
        return string;
      case "number":
        return fc.oneof(literalNumber, ...fields);
      case "timestamp":
        return fc.oneof(literalDate, ...fields);
      case "list":
        return fc.oneof(listed(literalWord), fc.constant("names"));
      case "regex":
        return pattern;
      default:
        return undefined;
    }
  }

  private numbersOf(context: Context, unit: Unit | undefined): Text {
    return this.once(`numbers/${context.id}/${unit}`, () => {
      const fields = this.ofKind(context, (type) => type.kind === "number" && type.unit === unit);
      const open = unit === undefined ? this.ofKind(context, (type) => type.kind === "any") : [];
      const string = this.strings(context);
      const made = unit === undefined ? this.calls((type) => type.kind === "number" && type.unit === undefined, string, context) : [];
      const leaf = fc.oneof(
        ...fields.map((arbitrary) => ({ arbitrary, weight: 5 })),
        ...open.map((arbitrary) => ({ arbitrary, weight: 2 })),
        { arbitrary: literalNumber, weight: 2 },
        { arbitrary: fc.constant("limit"), weight: 1 },
      );
      const sums = fc.tuple(leaf, fc.constantFrom("+", "-"), leaf).map(([a, operator, b]) => `(${a} ${operator} ${b})`);
      const scaled = fc.tuple(leaf, fc.constantFrom("*", "/", "%"), literalNumber).map(([a, operator, b]) => `(${a} ${operator} ${b})`);
      const score =
        context.variables === 0 && unit === undefined
          ? [
              fc
                .constantFrom("output_text", "input_text")
                .filter((name) => context.paths.some((path) => path.text === name))
                .map((name) => `SCORE("x", ${name})`),
            ]
          : [];
      const hasText = context.paths.some((path) => path.text === "output_text" || path.text === "input_text");
      return fc.oneof(
        { arbitrary: leaf, weight: 6 },
        { arbitrary: sums, weight: 1 },
        { arbitrary: scaled, weight: 1 },
        { arbitrary: leaf.map((inner) => `(-(${inner}))`), weight: 1 },
        ...made.map((arbitrary) => ({ arbitrary, weight: 1 })),
        ...(hasText ? score : []),
        ...(unit === undefined ? [leaf.map((inner) => `twice(${inner})`)] : []),
      );
    });
  }

  /** Every form of test, each as often as the others. */
  private tests(context: Context): readonly Text[] {
    return [...this.stringTests(context), ...this.listTests(context), ...this.numberTests(context), ...this.otherTests(context)];
  }

  private stringTests(context: Context): readonly Text[] {
    const string = this.strings(context);
    const needles = fc.oneof(literalWord, listed(literalWord), fc.constant("phrases"), fc.constant("wanted"));
    return [
      fc
        .tuple(
          string,
          fc.constantFrom("==", "!="),
          fc.oneof({ arbitrary: literalWord, weight: 3 }, { arbitrary: string, weight: 1 }),
          casing,
        )
        .map(([a, operator, b, how]) => `${a} ${operator} ${b}${how}`),
      fc
        .tuple(string, not, fc.oneof(listed(literalWord), fc.constant("names")), casing)
        .map(([a, negated, list, how]) => `${a}${negated} IN ${list}${how}`),
      fc.tuple(string, not, this.listOfStrings(context)).map(([a, negated, list]) => `${a}${negated} IN ${list}`),
      fc
        .tuple(string, not, fc.constantFrom("CONTAINS", "CONTAINS ALL", "CONTAINS WORD", "STARTS WITH", "ENDS WITH"), needles, casing)
        .map(([a, negated, word, needle, how]) => `${a}${negated} ${word} ${needle}${how}`),
      fc.tuple(string, not, likePattern, casing).map(([a, negated, like, how]) => `${a}${negated} LIKE ${like}${how}`),
      fc
        .tuple(string, not, fc.oneof(pattern, listed(pattern), fc.constant("shapes")))
        .map(([a, negated, re]) => `${a}${negated} MATCHES ${re}`),
      fc.tuple(string, not, fc.constantFrom("hosts", "nets")).map(([a, negated, list]) => `${a}${negated} IN ${list}`),
      string.map((a) => `named(${a})`),
      fc.tuple(string, this.numbersOf(context, undefined)).map(([a, n]) => `loud(${a}, ${n})`),
    ];
  }

  private listTests(context: Context): readonly Text[] {
    const lists = this.listOfStrings(context);
    const domainLists = this.ofKind(context, (type) => type.kind === "list" && type.of.kind === "string" && type.of.meaning === "domain");
    const string = this.strings(context);
    return [
      fc
        .tuple(lists, not, fc.constantFrom("CONTAINS", "CONTAINS ALL"), fc.oneof(literalWord, listed(literalWord), string), casing)
        .map(([list, negated, word, needle, how]) => `${list}${negated} ${word} ${needle}${how}`),
      ...domainLists.map((list) => fc.tuple(string, not, list).map(([a, negated, of]) => `${a}${negated} IN ${of}`)),
    ];
  }

  private numberTests(context: Context): readonly Text[] {
    const units = [...new Set(context.paths.flatMap(({ type }) => (type.kind === "number" ? [type.unit] : [])))];
    return [...new Set<Unit | undefined>([undefined, ...units])].flatMap((unit) => {
      const number = this.numbersOf(context, unit);
      return [
        fc.tuple(number, order, number).map(([a, operator, b]) => `${a} ${operator} ${b}`),
        fc.tuple(number, not, literalNumber, literalNumber).map(([a, negated, low, high]) => `${a}${negated} BETWEEN ${low} AND ${high}`),
        ...(unit === undefined
          ? [
              fc
                .tuple(number, not, fc.oneof(listed(literalNumber), fc.constant("sizes")))
                .map(([a, negated, list]) => `${a}${negated} IN ${list}`),
            ]
          : []),
      ];
    });
  }

  private otherTests(context: Context): readonly Text[] {
    const anyPath = fc.constantFrom(...context.paths.map((path) => path.text));
    const booleans = this.ofKind(context, (type) => type.kind === "boolean");
    const times = this.ofKind(context, (type) => type.kind === "timestamp");
    const spans = this.ofKind(context, (type) => type.kind === "duration");
    const open = this.ofKind(context, (type) => type.kind === "any");
    const enums = context.paths.flatMap(({ text, type }) => (type.kind === "enum" ? [{ text, values: type.values }] : []));
    return [
      fc.tuple(anyPath, fc.constantFrom("EXISTS", "IS MISSING", "NOT EXISTS")).map(([path, word]) => `${path} ${word}`),
      ...booleans.flatMap((flag) => [
        flag,
        fc.tuple(flag, fc.constantFrom("==", "!="), fc.constantFrom("true", "false")).map(([a, operator, b]) => `${a} ${operator} ${b}`),
      ]),
      ...enums.flatMap(({ text, values }) => [
        fc.tuple(fc.constantFrom("==", "!="), fc.constantFrom(...values)).map(([operator, value]) => `${text} ${operator} ${quote(value)}`),
        fc.tuple(not, listed(fc.constantFrom(...values).map(quote))).map(([negated, list]) => `${text}${negated} IN ${list}`),
      ]),
      ...times.flatMap((time) => [
        fc.tuple(time, order, literalDate).map(([a, operator, b]) => `${a} ${operator} ${b}`),
        fc.tuple(time, time, order, literalDuration).map(([a, b, operator, c]) => `(${a} - ${b}) ${operator} ${c}`),
        fc.tuple(time, literalDuration, order, literalDate).map(([a, c, operator, b]) => `(${a} + ${c}) ${operator} ${b}`),
        fc.tuple(time, order, literalDuration).map(([a, operator, c]) => `age(${a}) ${operator} ${c}`),
        fc
          .tuple(time, time, fc.constantFrom("1h", "30s"), order, literalNumber)
          .map(([a, b, c, operator, n]) => `((${a} - ${b}) / ${c}) ${operator} ${n}`),
      ]),
      ...spans.map((span) =>
        fc
          .tuple(span, order, literalDuration, fc.constantFrom("", " * 2", " / 2"))
          .map(([a, operator, b, scale]) => `${a} ${operator} ${b}${scale}`),
      ),
      ...open.map((path) =>
        fc
          .tuple(path, fc.constantFrom("==", "!="), fc.oneof(literalWord, literalNumber, fc.constantFrom("true", "false")))
          .map(([a, operator, b]) => `${a} ${operator} ${b}`),
      ),
      ...open.map((path) =>
        fc
          .tuple(path, fc.constantFrom("CONTAINS", "NOT CONTAINS", "CONTAINS ALL"), fc.oneof(literalWord, listed(literalWord)), casing)
          .map(([a, word, b, how]) => `${a} ${word} ${b}${how}`),
      ),
      ...open.map((path) => fc.tuple(literalWord, path).map(([a, list]) => `${a} IN ${list}`)),
      ...open.map((path) => fc.tuple(path, fc.integer({ min: 0, max: 2 }), literalWord).map(([a, index, b]) => `${a}[${index}] == ${b}`)),
      ...open.map((path) =>
        fc.tuple(path, fc.constantFrom("x", "y", "constructor"), literalWord).map(([a, key, b]) => `${a}["${key}"] == ${b}`),
      ),
    ];
  }
}
