/**
 * The tree of meaning of one `.aidr` file: what was written, without white space. Nothing is resolved, typed or
 * desugared here; that is `check`'s. Where a part could not be read, the parser leaves it out or puts an `error`
 * node there, after reporting it, so that the rest can still be checked.
 */
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";

type Node = { readonly span: Span };

/** A name as written; `quoted` when in backticks, which `name` does not include. */
export type Name = Node & { readonly name: string; readonly quoted: boolean };

export type Module = {
  readonly file: SourceFile;
  readonly declarations: readonly Declaration[];
  /** Every comment, in order, `#` included, for the formatter. */
  readonly comments: readonly Comment[];
  readonly ignores: readonly Ignore[];
  /** Whether an import or a declaration of a name could not be read (reported), so that an unknown name may be one of theirs. */
  readonly isPartial?: boolean;
};

export type Comment = Node & { readonly text: string };

/** `# aidr-ignore name[, name]: reason`, for the next declaration or for the file. */
export type Ignore = Node & { readonly scope: "declaration" | "file"; readonly names: readonly Name[]; readonly reason: string };

export type Declaration =
  | Import
  | List
  | Param
  | Define
  | BaselineDeclaration
  | ExtendList
  | Exception
  | Disable
  | ActionDeclaration
  | Rule
  | Playbook;

export type Import = Node & { readonly kind: "import"; readonly names: readonly Name[]; readonly from: StringLiteral };

export type List = Node & { readonly kind: "list-declaration"; readonly name: Name; readonly type?: TypeName; readonly source: ListSource };
export type ListSource =
  | { readonly kind: "inline"; readonly list: ListExpr }
  | { readonly kind: "file"; readonly path: StringLiteral; readonly column?: StringLiteral };

export type Param = Node & { readonly kind: "param"; readonly name: Name; readonly type?: TypeName; readonly value: Expr };

export type Define = Node & {
  readonly kind: "define";
  readonly name: Name;
  readonly params: readonly { readonly name: Name; readonly type: TypeName; readonly span: Span }[];
  readonly body: Expr;
};

/** `path` is a name or a chain of members: `user.average_session_cost`. */
export type BaselineDeclaration = Node & { readonly kind: "baseline-declaration"; readonly path: Expr; readonly value: Expr };

export type ExtendList = Node & { readonly kind: "extend-list"; readonly name: Name; readonly source: ListSource };

export type Exception = Node & {
  readonly kind: "exception";
  readonly rules: readonly StringLiteral[];
  readonly where: Expr;
  readonly reason: StringLiteral;
  readonly until?: DateLiteral;
};

export type Disable = Node & { readonly kind: "disable"; readonly rules: readonly StringLiteral[]; readonly reason: StringLiteral };

export type ActionDeclaration = Node & {
  readonly kind: "action-declaration";
  readonly name: Name;
  readonly params: readonly { readonly name: Name; readonly type: TypeName; readonly default?: Expr; readonly span: Span }[];
};

export type Rule = Node & {
  readonly kind: "rule";
  readonly title: Title;
  readonly meta?: Meta;
  readonly on?: EventTypes;
  /** Absent when IF is missing or unreadable, which has been reported. */
  readonly condition?: Condition;
  readonly actions: readonly ActionCall[];
  readonly suppress?: Suppress;
};

export type Title = Node & { readonly text: string };
export type Meta = Node & { readonly entries: readonly MetaEntry[] };
export type MetaEntry = Node & { readonly key: Name; readonly value: Expr };

/** After ON and FROM; `names` is empty when `any`. */
export type EventTypes = Node & { readonly any: boolean; readonly names: readonly Name[] };

export type Suppress = Node & { readonly duration: Expr; readonly by?: readonly Expr[] };

export type ActionCall = Node & { readonly name: Name; readonly args: readonly Argument[] };

export type Playbook = Node & {
  readonly kind: "playbook";
  readonly title: Title;
  readonly meta?: Meta;
  readonly for?: Expr;
  readonly steps: readonly PlaybookStep[];
};
export type PlaybookStep = Node & {
  readonly call: ActionCall;
  readonly limit?: { readonly count: Expr; readonly per: Expr; readonly span: Span };
  readonly requiresApproval: boolean;
};

/** `name` is a simple type or `list`, then `of` is its element's. */
export type TypeName = Node & { readonly name: Name; readonly of?: TypeName };

/* Conditions */

export type Condition = { readonly kind: "when"; readonly expr: Expr; readonly span: Span } | Sequence | Together;

export type Sequence = Node & {
  readonly kind: "sequence";
  readonly by?: readonly Expr[];
  /** Absent only after a reported mistake. */
  readonly within?: Expr;
  readonly items: readonly (Step | Absent)[];
};
export type Together = Node & {
  readonly kind: "together";
  readonly by?: readonly Expr[];
  readonly within?: Expr;
  readonly items: readonly (Step | Absent)[];
};
export type Step = Node & {
  readonly kind: "step";
  readonly name: Name;
  readonly from: EventTypes;
  readonly where?: Expr;
  readonly repeat?: Expr;
  readonly within?: Expr;
};
export type Absent = Node & { readonly kind: "absent"; readonly from: EventTypes; readonly where?: Expr; readonly within?: Expr };

/* Expressions */

export type Expr =
  | Literal
  | ListExpr
  | NameExpr
  | Member
  | Index
  | Call
  | Group
  | Negate
  | Arithmetic
  | Comparison
  | Between
  | In
  | TextTest
  | Presence
  | SeenIn
  | Quantifier
  | AtLeast
  | Not
  | AndOr
  | StateCall
  | ErrorExpr;

export type Literal = StringLiteral | NumberLiteral | BooleanLiteral | DurationLiteral | DateLiteral | PatternLiteral | ConstantLiteral;
export type StringLiteral = Node & { readonly kind: "string"; readonly value: string };
/** `value` is Infinity or NaN where the literal is out of range; `raw` keeps the digits as written. */
export type NumberLiteral = Node & { readonly kind: "number"; readonly value: number; readonly raw: string };
export type BooleanLiteral = Node & { readonly kind: "boolean"; readonly value: boolean };
export type DurationLiteral = Node & { readonly kind: "duration"; readonly ms: number; readonly raw: string };
/** A date (its 00:00 UTC) or a timestamp. */
export type DateLiteral = Node & { readonly kind: "date"; readonly ms: number; readonly raw: string };
/** `source` between the slashes as written; `flags` a subset of `ims`. */
export type PatternLiteral = Node & { readonly kind: "pattern"; readonly source: string; readonly flags: string };
/** A severity: CRITICAL HIGH MEDIUM LOW INFO. */
export type ConstantLiteral = Node & { readonly kind: "constant"; readonly name: string };

export type ListExpr = Node & { readonly kind: "list"; readonly items: readonly Expr[] };
export type NameExpr = Node & { readonly kind: "name"; readonly name: string; readonly quoted: boolean };
export type Member = Node & { readonly kind: "member"; readonly object: Expr; readonly key: Name };
/** `list[3]` or `record["key"]`. */
export type Index = Node & { readonly kind: "index"; readonly object: Expr; readonly index: NumberLiteral | StringLiteral };
export type Call = Node & { readonly kind: "call"; readonly name: Name; readonly args: readonly Argument[] };
export type Argument = Node & { readonly name?: Name; readonly value: Expr };
/** Parentheses, kept because the linter and the formatter read them. */
export type Group = Node & { readonly kind: "group"; readonly inner: Expr };
/** Unary minus. */
export type Negate = Node & { readonly kind: "negate"; readonly operand: Expr };
export type Arithmetic = Node & {
  readonly kind: "arithmetic";
  readonly operator: "+" | "-" | "*" | "/" | "%";
  readonly left: Expr;
  readonly right: Expr;
  readonly operatorSpan: Span;
};

export type Casing = "CASED" | "NOCASE";
export type Comparison = Node & {
  readonly kind: "comparison";
  readonly operator: "==" | "!=" | "<" | "<=" | ">" | ">=";
  readonly left: Expr;
  readonly right: Expr;
  readonly casing?: Casing;
  readonly operatorSpan: Span;
};
export type Between = Node & {
  readonly kind: "between";
  readonly value: Expr;
  readonly low: Expr;
  readonly high: Expr;
  readonly negated: boolean;
  readonly operatorSpan: Span;
};
export type In = Node & {
  readonly kind: "in";
  readonly value: Expr;
  readonly list: Expr;
  readonly negated: boolean;
  readonly casing?: Casing;
  readonly operatorSpan: Span;
};
export type TextTest = Node & {
  readonly kind: "text-test";
  readonly word: "CONTAINS" | "STARTS WITH" | "ENDS WITH" | "LIKE" | "MATCHES";
  /** `CONTAINS ALL`. */
  readonly all: boolean;
  /** `CONTAINS WORD`. */
  readonly wholeWord: boolean;
  readonly negated: boolean;
  readonly value: Expr;
  readonly object: Expr;
  readonly casing?: Casing;
  readonly operatorSpan: Span;
};
/** `x EXISTS` and `x IS MISSING`; `negated` for `x NOT EXISTS`. */
export type Presence = Node & {
  readonly kind: "presence";
  readonly value: Expr;
  readonly word: "EXISTS" | "IS MISSING";
  readonly negated: boolean;
  readonly operatorSpan: Span;
};
export type SeenIn = Node & {
  readonly kind: "seen-in";
  readonly value: Expr;
  readonly negated: boolean;
  readonly of: Expr;
  readonly from?: EventTypes;
  readonly where?: Expr;
  readonly by?: readonly Expr[];
  readonly within?: Expr;
  readonly operatorSpan: Span;
};
export type Quantifier = Node & {
  readonly kind: "quantifier";
  readonly every: boolean;
  readonly variable: Name;
  readonly list: Expr;
  readonly body: Expr;
};
export type AtLeast = Node & { readonly kind: "at-least"; readonly count: NumberLiteral; readonly parts: readonly Expr[] };
export type Not = Node & { readonly kind: "not"; readonly operand: Expr };
/** A chain of one operator, two parts or more. */
export type AndOr = Node & { readonly kind: "and" | "or"; readonly parts: readonly Expr[] };

export type StateWord =
  | "COUNT"
  | "SUM"
  | "AVG"
  | "MIN"
  | "MAX"
  | "STDDEV"
  | "MEDIAN"
  | "PERCENTILE"
  | "ZSCORE"
  | "NEW"
  | "FREQUENCY"
  | "PREVIOUS";
/** An aggregate, a baseline or a look at the past, with the clauses that were written. */
export type StateCall = Node & {
  readonly kind: "state";
  readonly word: StateWord;
  readonly wordSpan: Span;
  readonly distinct: boolean;
  readonly value?: Expr;
  readonly rank?: Expr;
  readonly from?: EventTypes;
  readonly where?: Expr;
  readonly by?: readonly Expr[];
  readonly window?: { readonly kind: "within" | "over"; readonly duration: Expr; readonly span: Span };
  readonly min?: Expr;
  readonly excludingAlerted: boolean;
};

/** What could not be read; it has its diagnostic already. */
export type ErrorExpr = Node & { readonly kind: "error" };
