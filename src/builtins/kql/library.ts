/** Functions that a query brings along as `let`, because Kusto has none of their meaning. A call of one names it; `export` adds what is called. */
import * as kql from "../../targets/kql/build.ts";
import { walkExpr } from "../../targets/kql/hoist.ts";
import type { Expr, Let, Named } from "../../targets/kql/query.ts";

type FunctionLet = Extract<Let, { readonly kind: "function" }>;

const text = kql.column("text", "string");

function extract(pattern: string, group: number, from: Expr): Expr {
  return kql.call("extract", "string", kql.regex(pattern), kql.long(group), from);
}
function replace(from: Expr, pattern: string, by: string): Expr {
  return kql.call("replace_regex", "string", from, kql.regex(pattern), kql.text(by));
}
function matches(value: Expr, pattern: string): Expr {
  return kql.textTest("matches regex", value, kql.regex(pattern));
}
function local(name: string): Expr {
  return kql.column(name, "string");
}

/** White space as JavaScript and aidr have it. */
export const whiteSpace = "\\t\\n\\x{b}\\f\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}";

export function trimmed(value: Expr): Expr {
  return kql.call("trim", "string", kql.regex(`[${whiteSpace}]+`), value);
}

const withoutPort = (value: Expr): Expr => replace(value, ":[0-9]{0,5}$", "");

/** A host name in its one form, or "" for what is none: labels of letters, digits, `-` and `_`, at most 253 of them, that do not end in a number. */
const domainName: FunctionLet = {
  kind: "function",
  name: "domain_name",
  comment: "a host name in lower case, or nothing",
  params: [{ name: "name", type: "string" }],
  locals: [
    {
      name: "host",
      value: kql.call(
        "tolower",
        "string",
        extract("^([0-9A-Z_a-z][0-9A-Z_a-z\\-]{0,62}(?:\\.[0-9A-Z_a-z\\-]{1,63})*)\\.?$", 1, local("name")),
      ),
    },
  ],
  body: kql.when(
    kql.and([
      kql.compare("<=", kql.call("strlen", "long", local("host")), kql.long(253)),
      kql.not(matches(local("host"), "(?:^|\\.)(?:[0-9]+|0x[0-9a-f]*)$")),
    ]),
    local("host"),
    kql.text(""),
  ),
};

const urlStart = "^(?:[A-Za-z][0-9A-Za-z+.\\-]{0,63}:)?[/\\\\]{2}";

const domainOfLocals: readonly Named[] = [
  { name: "trimmed", value: trimmed(text) },
  { name: "link", value: replace(extract(`${urlStart}((?s:.*))$`, 1, local("trimmed")), "[\\t\\n\\r]", "") },
  { name: "link_host", value: withoutPort(extract("[^@]*$", 0, extract("^[^/?#\\\\]*", 0, local("link")))) },
  {
    name: "mail",
    value: kql.when(
      kql.textTest("startswith", local("trimmed"), kql.text("mailto:")),
      extract("^[^?#]*", 0, kql.call("substring", "string", local("trimmed"), kql.long(7))),
      local("trimmed"),
    ),
  },
  {
    name: "address",
    value: kql.when(matches(local("mail"), "<[^<]*>$"), extract("<([^<]*)>$", 1, local("mail")), local("mail")),
  },
  {
    name: "mail_host",
    value: extract(`^(?:[^${whiteSpace},;<>/\\\\]+|"(?:[^"\\\\]|\\\\(?s:.))*")@([^@]*)$`, 1, local("address")),
  },
];

/** The domain name in an email, link or host name. A regular expression of Kusto has no `s` flag here: `.` stands where a line break may not be. */
const domainOf: FunctionLet = {
  kind: "function",
  name: "domain_of",
  comment: "the domain name in an email, a link or a host name, or nothing",
  params: [{ name: "text", type: "string" }],
  locals: domainOfLocals,
  body: kql.call(
    "domain_name",
    "string",
    kql.call(
      "case",
      "string",
      matches(local("trimmed"), urlStart),
      local("link_host"),
      kql.textTest("contains_cs", local("trimmed"), kql.text("@")),
      local("mail_host"),
      withoutPort(extract("^[^/?#]*", 0, local("trimmed"))),
    ),
  ),
};

const place = (name: string): Expr => kql.column(name, "real");
const squareSine = (from: string, to: string): Expr =>
  kql.call(
    "pow",
    "real",
    kql.call("sin", "real", kql.arithmetic("/", kql.call("radians", "real", kql.arithmetic("-", place(to), place(from))), kql.real(2))),
    kql.long(2),
  );
const cosine = (of: string): Expr => kql.call("cos", "real", kql.call("radians", "real", place(of)));
const within = (name: string, most: number): Expr => kql.compare("<=", kql.call("abs", "real", place(name)), kql.long(most));

/** Haversine on a sphere of 6,371.0088 km; null for degrees that there are not. `geo_distance_2points` takes another Earth. */
const distanceKm: FunctionLet = {
  kind: "function",
  name: "distance_km",
  comment: "kilometres between two places in degrees",
  params: ["lat1", "lon1", "lat2", "lon2"].map((name) => ({ name, type: "real" as const })),
  locals: [
    {
      name: "chord",
      value: kql.arithmetic(
        "+",
        squareSine("lat1", "lat2"),
        kql.arithmetic("*", kql.arithmetic("*", cosine("lat1"), cosine("lat2")), squareSine("lon1", "lon2")),
      ),
    },
  ],
  body: kql.when(
    kql.and([within("lat1", 90), within("lon1", 180), within("lat2", 90), within("lon2", 180)]),
    kql.arithmetic(
      "*",
      kql.real(2 * 6371.0088),
      kql.call("asin", "real", kql.call("sqrt", "real", kql.call("min_of", "real", kql.real(1), kql.column("chord", "real")))),
    ),
    kql.nothing("real"),
  ),
};

const functions: readonly FunctionLet[] = [domainName, domainOf, distanceKm];

/** The functions that some expressions call, those that they call first. */
export function libraryOf(expressions: readonly Expr[]): readonly FunctionLet[] {
  const needed = new Set<string>();
  const add = (expr: Expr): void =>
    walkExpr(expr, (node) => {
      if (node.kind !== "call" || needed.has(node.name)) return;
      const found = functions.find(({ name }) => name === node.name);
      if (!found) return;
      needed.add(found.name);
      add(found.body);
      for (const { value } of found.locals) add(value);
    });
  for (const expr of expressions) add(expr);
  return functions.filter(({ name }) => needed.has(name));
}
