/**
 * The tokens of the language. A keyword's token is named by the keyword itself; every other token has its pattern here,
 * which the lexer matches at one place (`y`) and from which the TextMate grammar is derived.
 */
import { createToken, type TokenType } from "chevrotain";

/** Begin a declaration, beside `RULE:` and `PLAYBOOK:`. */
export const declarationKeywords = ["IMPORT", "LIST", "PARAM", "DEFINE", "BASELINE", "EXTEND", "EXCEPTION", "DISABLE", "ACTION"] as const;

/** Begin a clause of a rule or of a playbook. */
export const clauseKeywords = ["META", "ON", "IF", "THEN", "SUPPRESS", "FOR", "DO"] as const;

/** Words that look back in time; each is followed by `(`. */
export const stateKeywords = [
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
] as const;

export const constantKeywords = ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"] as const;

const otherKeywords = [
  "FROM",
  "COLUMN",
  "WHERE",
  "REASON",
  "UNTIL",
  "BY",
  "LIMIT",
  "PER",
  "REQUIRES",
  "APPROVAL",
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
  "SCORE",
  "SEQUENCE",
  "TOGETHER",
  "STEP",
  "ABSENT",
  "REPEAT",
  "WITHIN",
  "OVER",
  "EXCLUDING",
  "ALERTED",
  "DISTINCT",
] as const;

export type StateKeyword = (typeof stateKeywords)[number];
export type Keyword =
  | (typeof declarationKeywords)[number]
  | (typeof clauseKeywords)[number]
  | StateKeyword
  | (typeof constantKeywords)[number]
  | (typeof otherKeywords)[number];

/** Every keyword that has a token of its own. */
export const keywords: readonly Keyword[] = [
  ...declarationKeywords,
  ...clauseKeywords,
  ...stateKeywords,
  ...constantKeywords,
  ...otherKeywords,
];

/** Every word that no name may spell without backticks: the keywords, the two titles' words, and the truth values. */
export const reservedWords: readonly string[] = [...keywords, "RULE", "PLAYBOOK", "TRUE", "FALSE", "true", "false"].sort();

/**
 * What begins no declaration, and in a rule or a playbook no clause: it is skipped after a mistake, or is one. The three are
 * categories of tokens, so that each is one alternative of the grammar.
 */
export const ModuleLeftover = createToken({ name: "ModuleLeftover" });
export const RuleLeftover = createToken({ name: "RuleLeftover" });
export const PlaybookLeftover = createToken({ name: "PlaybookLeftover" });

export const leftovers: ReadonlySet<TokenType> = new Set([ModuleLeftover, RuleLeftover, PlaybookLeftover]);

const ruleClauses: readonly string[] = ["META", "ON", "IF", "THEN", "SUPPRESS"];
const playbookClauses: readonly string[] = ["META", "FOR", "DO"];

/** Where a token is left over. */
function leftoverIn(name: string): TokenType[] {
  if ((declarationKeywords as readonly string[]).includes(name)) return [];
  return [
    ModuleLeftover,
    ...(ruleClauses.includes(name) ? [] : [RuleLeftover]),
    ...(playbookClauses.includes(name) ? [] : [PlaybookLeftover]),
  ];
}

/** The token of each keyword. */
export const K: { readonly [Word in Keyword]: TokenType } = Object.fromEntries(
  keywords.map((word) => [word, createToken({ name: word, pattern: word, label: `\`${word}\``, categories: leftoverIn(word) })]),
) as { [Word in Keyword]: TokenType }; // `fromEntries` forgets the keys; they are `keywords` by construction.

const anywhere = leftoverIn("");
const symbol = (name: string, text: string): TokenType => createToken({ name, pattern: text, label: `\`${text}\``, categories: anywhere });

export const LParen = symbol("LParen", "(");
export const RParen = symbol("RParen", ")");
export const LBracket = symbol("LBracket", "[");
export const RBracket = symbol("RBracket", "]");
export const Comma = symbol("Comma", ",");
export const Colon = symbol("Colon", ":");
export const Dot = symbol("Dot", ".");
export const Assign = symbol("Assign", "=");
export const EqualEqual = symbol("EqualEqual", "==");
export const NotEqual = symbol("NotEqual", "!=");
export const Less = symbol("Less", "<");
export const LessEqual = symbol("LessEqual", "<=");
export const Greater = symbol("Greater", ">");
export const GreaterEqual = symbol("GreaterEqual", ">=");
export const Plus = symbol("Plus", "+");
export const Minus = symbol("Minus", "-");
export const Star = symbol("Star", "*");
export const Slash = symbol("Slash", "/");
export const Percent = symbol("Percent", "%");

/** A title takes its whole line; `#` is an ordinary character there. */
export const RuleTitle = createToken({ name: "RuleTitle", pattern: /RULE[ \t]*:[^\r\n]*/y, label: "`RULE:`" });
export const PlaybookTitle = createToken({ name: "PlaybookTitle", pattern: /PLAYBOOK[ \t]*:[^\r\n]*/y, label: "`PLAYBOOK:`" });

/** A name, or any text without a backtick in backticks. */
export const Identifier = createToken({
  name: "Identifier",
  pattern: /[A-Za-z_][A-Za-z0-9_]*|`[^`\r\n]+`/y,
  label: "a name",
  categories: anywhere,
});
export const Text = createToken({
  name: "Text",
  pattern: /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4}))*"/y,
  label: "a string",
  categories: anywhere,
});
export const NumberToken = createToken({
  name: "Number",
  pattern: /(?:0|[1-9][0-9]*(?:_[0-9]+)*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?(?![0-9A-Za-z_.])/y,
  label: "a number",
  categories: anywhere,
});
export const Duration = createToken({
  name: "Duration",
  pattern: /(?:0|[1-9][0-9]*(?:_[0-9]+)*)(?:ms|[smhdw])(?![0-9A-Za-z_.])/y,
  label: "a duration",
  categories: anywhere,
});
export const DateToken = createToken({
  name: "Date",
  pattern: /[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,3})?)?(?:Z|[+-][0-9]{2}:[0-9]{2}))?(?![0-9A-Za-z_])/y,
  label: "a date",
  categories: anywhere,
});
/** Begins where an operand may begin; the lexer knows by the token before. */
export const Pattern = createToken({
  name: "Pattern",
  pattern: /\/(?:[^/\\[\r\n]|\\[^\r\n]|\[(?:[^\]\\\r\n]|\\[^\r\n])*\])+\/[ims]*/y,
  label: "a pattern",
  categories: anywhere,
});
export const True = createToken({ name: "True", pattern: /true(?![A-Za-z0-9_])/y, label: "`true`", categories: anywhere });
export const False = createToken({ name: "False", pattern: /false(?![A-Za-z0-9_])/y, label: "`false`", categories: anywhere });
export const Comment = createToken({ name: "Comment", pattern: /#[^\r\n]*/y });

/** A number, duration or date that is none, reported by the lexer; it stands where a literal may stand. */
export const BadLiteral = createToken({ name: "BadLiteral", pattern: /[0-9]/y, label: "a number", categories: anywhere });

export const symbols: readonly TokenType[] = [
  LParen,
  RParen,
  LBracket,
  RBracket,
  Comma,
  Colon,
  Dot,
  Assign,
  EqualEqual,
  NotEqual,
  Less,
  LessEqual,
  Greater,
  GreaterEqual,
  Plus,
  Minus,
  Star,
  Slash,
  Percent,
];

/** Tokens that can begin a declaration; reading resumes there after a mistake. */
export const declarationStarts: readonly TokenType[] = [RuleTitle, PlaybookTitle, ...declarationKeywords.map((word) => K[word])];

/** Every token the parser may meet. */
export const allTokens: readonly TokenType[] = [
  ...keywords.map((word) => K[word]),
  ...symbols,
  RuleTitle,
  PlaybookTitle,
  Identifier,
  Text,
  NumberToken,
  Duration,
  DateToken,
  Pattern,
  True,
  False,
  BadLiteral,
  ModuleLeftover,
  RuleLeftover,
  PlaybookLeftover,
];

const operandEnds: ReadonlySet<TokenType> = new Set([
  Identifier,
  Text,
  NumberToken,
  Duration,
  DateToken,
  Pattern,
  True,
  False,
  BadLiteral,
  RParen,
  RBracket,
  K.EXISTS,
  K.MISSING,
  K.CASED,
  K.NOCASE,
  ...constantKeywords.map((word) => K[word]),
]);

/** Whether an operand ends with this token, so that `/` divides and a name behind it can only be a misspelt keyword. */
export function endsOperand(token: TokenType | undefined): boolean {
  return token !== undefined && operandEnds.has(token);
}
