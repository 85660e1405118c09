/** What is derived from the grammar for people and editors: EBNF, and a TextMate grammar. A test holds the files equal to these. */
import type { ISerializedGast, TokenType } from "chevrotain";
import type { AidrParser } from "./parser.ts";
import * as T from "./tokens.ts";

/**
 * Rules whose clauses the parser reads in any order and number, so that one out of place hides nothing. Here stands the order that
 * is held when the tree is built; each names exactly what its rule of the grammar names.
 */
const ordered: Readonly<Record<string, string>> = {
  ruleBody: "meta? on? if then suppress?",
  playbook: "PlaybookTitle meta? for? do+",
  do: '"DO" actionCall limit? approval?',
  sequenceBody: "by? within (step | absent)+",
  stepClauses: "from where? repeat? within?",
  stateClauses: "from? where? by? (within | over)? min? excluding?",
};

/** The grammar in the EBNF of the XML recommendation. */
export function deriveEbnf(parser: AidrParser): string {
  const rules = parser.getSerializedGastProductions();
  const names = rules.map((rule) => nameOf(rule)).sort((a, b) => rank(a) - rank(b));
  const byName = new Map(rules.map((rule) => [nameOf(rule), rule]));
  const lines = names.map((name) => {
    const rule = byName.get(name);
    const read = rule ? sequence(definitionOf(rule)) : "";
    const order = ordered[name];
    if (order !== undefined && vocabulary(order) !== vocabulary(read))
      throw new Error(`the order of \`${name}\` names other parts than the grammar: ${read}`);
    return `${name} ::= ${order ?? read}`;
  });
  const tokens = lexical.map((type) => `${type.name} ::= ${notation(type)}`);
  return `${[
    "/* The grammar of aidr, derived from grammar/parser.ts and grammar/tokens.ts. What is read only to be reported is left out. */",
    ...lines,
    "/* Tokens: `~` stands before a regular expression. White space and comments may stand between any two. */",
    ...tokens,
    `Comment ::= ~ ${source(T.Comment)}`,
    `/* Reserved words: ${T.reservedWords.join(" ")} */`,
  ].join("\n")}\n`;
}

/** A grammar for editors that colour by scopes. */
export function deriveTextMate(): string {
  const words = (all: readonly string[]): string => `\\b(?:${all.join("|")})\\b`;
  const operators = [
    "AND",
    "OR",
    "NOT",
    "IN",
    "CONTAINS",
    "ALL",
    "WORD",
    "ANY",
    "STARTS",
    "ENDS",
    "WITH",
    "LIKE",
    "MATCHES",
    "BETWEEN",
    "EXISTS",
    "IS",
    "MISSING",
    "CASED",
    "NOCASE",
    "OF",
    "SEEN",
  ];
  const named: ReadonlySet<string> = new Set([
    ...T.declarationKeywords,
    ...T.clauseKeywords,
    ...T.stateKeywords,
    ...T.constantKeywords,
    ...operators,
  ]);
  const others = T.keywords.filter((word) => !named.has(word));
  const patterns = [
    { name: "comment.line.number-sign.aidr", match: source(T.Comment) },
    {
      match: `^[ \\t]*((?:RULE|PLAYBOOK)[ \\t]*:)([^\\r\\n]*)`,
      captures: { 1: { name: "keyword.control.declaration.aidr" }, 2: { name: "entity.name.section.aidr" } },
    },
    {
      name: "string.quoted.double.aidr",
      begin: '"',
      end: '"|$',
      patterns: [{ name: "constant.character.escape.aidr", match: '\\\\(?:["\\\\/bfnrt]|u[0-9A-Fa-f]{4})' }],
    },
    { name: "string.regexp.aidr", match: `(?<=MATCHES |[\\[,(=]|[\\[,(=] )${source(T.Pattern)}` },
    { name: "variable.other.quoted.aidr", match: "`[^`\\r\\n]+`" },
    { name: "constant.other.date.aidr", match: `\\b${source(T.DateToken)}` },
    { name: "constant.numeric.duration.aidr", match: `\\b${source(T.Duration)}` },
    { name: "constant.numeric.aidr", match: `\\b${source(T.NumberToken)}` },
    { name: "constant.language.aidr", match: words(["true", "false"]) },
    { name: "support.constant.severity.aidr", match: words(T.constantKeywords) },
    { name: "keyword.control.declaration.aidr", match: words(T.declarationKeywords) },
    { name: "keyword.control.clause.aidr", match: words(T.clauseKeywords) },
    { name: "support.function.state.aidr", match: `${words(T.stateKeywords)}(?=[ \\t]*\\()` },
    { name: "keyword.operator.word.aidr", match: words(operators) },
    { name: "keyword.other.aidr", match: words([...others, "MIN"]) },
    { name: "entity.name.function.aidr", match: "\\b[A-Za-z_][A-Za-z0-9_]*(?=\\()" },
    { name: "variable.other.aidr", match: "\\b[A-Za-z_][A-Za-z0-9_]*\\b" },
    {
      name: "keyword.operator.aidr",
      match: T.symbols
        .map((type) => escapeSymbol(String(type.PATTERN)))
        .filter((text) => /[=<>+*/%-]/.test(text))
        .sort((a, b) => b.length - a.length)
        .join("|"),
    },
  ];
  const grammar = {
    name: "aidr",
    scopeName: "source.aidr",
    fileTypes: ["aidr"],
    patterns,
  };
  return `${JSON.stringify(grammar, undefined, 2)}\n`;
}

const lexical: readonly TokenType[] = [
  T.RuleTitle,
  T.PlaybookTitle,
  T.Identifier,
  T.Text,
  T.NumberToken,
  T.Duration,
  T.DateToken,
  T.Pattern,
  T.True,
  T.False,
];

/** Declarations, then rules, then what they are made of, as the grammar is written. */
function rank(name: string): number {
  const order = [
    "module",
    "import",
    "list",
    "listSource",
    "param",
    "define",
    "baseline",
    "extend",
    "exception",
    "disable",
    "action",
    "params",
    "parameter",
    "type",
    "rule",
    "ruleBody",
    "playbook",
  ];
  const place = order.indexOf(name);
  return place < 0 ? order.length : place;
}

/** The names and words of a right-hand side, in one order. */
function vocabulary(text: string): string {
  return [...new Set(text.match(/"[^"]+"|[A-Za-z]+/g) ?? [])].sort().join(" ");
}

function definitionOf(node: ISerializedGast): readonly ISerializedGast[] {
  // Every kind of node but the two leaves has a definition; chevrotain's serialised type does not say so.
  return "definition" in node ? (node.definition as readonly ISerializedGast[]) : [];
}

/** A sequence that is read only to be reported has no place here. */
function sequence(parts: readonly ISerializedGast[]): string {
  if (isWrong(parts[0])) return "";
  return parts
    .map((part) => show(part))
    .filter((text) => text !== "")
    .join(" ");
}

function isWrong(part: ISerializedGast | undefined): boolean {
  if (part === undefined) return false;
  // A token's own label is its name in messages; the one that its place in the grammar gives it is `terminalLabel`.
  const label =
    part.type === "Terminal" ? ("terminalLabel" in part ? part.terminalLabel : undefined) : "label" in part ? part.label : undefined;
  return typeof label === "string" && (label.startsWith("wrong") || label.startsWith("plain"));
}

function show(part: ISerializedGast): string {
  switch (part.type) {
    case "NonTerminal":
      return isWrong(part) ? "" : nameOf(part);
    case "Terminal":
      return isWrong(part) ? "" : terminal(nameOf(part));
    case "Option":
      return repeated(part, "?");
    case "Repetition":
      return repeated(part, "*");
    case "RepetitionMandatory":
      return repeated(part, "+");
    case "Alternation": {
      const choices = definitionOf(part)
        .map((choice) => sequence(definitionOf(choice)))
        .filter((text) => text !== "");
      return choices.length > 1 ? `(${choices.join(" | ")})` : (choices[0] ?? "");
    }
    default:
      return sequence(definitionOf(part));
  }
}

function repeated(part: ISerializedGast, sign: "?" | "*" | "+"): string {
  const inner = sequence(definitionOf(part));
  if (inner === "") return "";
  const isOne = /^(?:"[^"]*"|[A-Za-z]+|\([^()]*\))$/.test(inner);
  return isOne ? `${inner}${sign}` : `(${inner})${sign}`;
}

function nameOf(node: ISerializedGast): string {
  // Rules, references and tokens have a name in chevrotain's serialised form.
  return "name" in node ? String(node.name) : "";
}

function terminal(name: string): string {
  const symbol = T.symbols.find((type) => type.name === name);
  if (symbol) return `"${String(symbol.PATTERN)}"`;
  return (T.keywords as readonly string[]).includes(name) ? `"${name}"` : name;
}

function notation(type: TokenType): string {
  if (type === T.True) return '"true"';
  if (type === T.False) return '"false"';
  return `~ ${source(type)}`;
}

function source(type: TokenType): string {
  return type.PATTERN instanceof RegExp ? type.PATTERN.source : String(type.PATTERN);
}

function escapeSymbol(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\/]/g, "\\$&");
}
