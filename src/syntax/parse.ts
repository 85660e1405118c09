/** Text -> Ast. Never throws on user text; every answer is a tree and what was wrong. */
import type { IToken } from "chevrotain";
import { clauseKeywords, declarationStarts, K } from "../../grammar/tokens.ts";
import type { ExpressionCstNode, ModuleCstNode, RuleBodyCstNode } from "../../grammar/cst.generated.ts";
import { lex } from "../../grammar/lexer.ts";
import type { Lexed, LexedComment } from "../../grammar/lexing.ts";
import { AidrParser } from "../../grammar/parser.ts";
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Declaration, Expr, Module, Rule } from "./ast.ts";
import { buildModule } from "./build-ast.ts";
import { buildArithmetic, buildExpression, roomAtStart } from "./build-expr.ts";
import { buildRuleBody } from "./build-rule.ts";
import { buildTest } from "./build-test.ts";
import { type Building, spanBetween } from "./building.ts";
import { report } from "./diagnostics.ts";
import { readIgnores } from "./ignores.ts";
import { derails, describeProblem, withoutEchoes } from "./lexical-problems.ts";
import { Mishaps } from "./mishaps.ts";
import { readUsual } from "./usual/read-file.ts";

/** At most so many diagnostics for one file; the last then says how many are not shown. */
export const diagnosticsMax = 100;

/** Reads a file: in the usual forms at once, everything else by the grammar, which knows them all. */
export function parse(file: SourceFile): Result<Module> {
  const lexed = lex(file.text);
  return (lexed.problems.length === 0 ? parseUsual(file, lexed) : undefined) ?? parseLexed(file, lexed);
}

/** What `parse` gives, by way of the grammar alone. */
export function parseByGrammar(file: SourceFile): Result<Module> {
  return parseLexed(file, lex(file.text));
}

function parseLexed(file: SourceFile, lexed: Lexed): Result<Module> {
  const reading = read(file, lexed);
  const cst = reading.run((parser) => parser.module() as unknown as ModuleCstNode); // the generated types say what `module` makes
  const { declarations, isPartial } = cst ? buildModule(cst, reading.build) : { declarations: [], isPartial: true };
  const { comments, ignores } = readIgnores(file, reading.comments, reading.build.report);
  return { value: { file, declarations, comments, ignores, ...(isPartial ? { isPartial } : {}) }, diagnostics: reading.finish() };
}

/** Undefined where something is wrong. */
function parseUsual(file: SourceFile, { tokens, comments }: Lexed): Result<Module> | undefined {
  const declarations = readUsual(file, tokens, (some) => declarationsOf(file, some));
  if (declarations === undefined) return undefined;
  const diagnostics: Diagnostic[] = [];
  const told = readIgnores(file, comments, (diagnostic) => diagnostics.push(diagnostic));
  return { value: { file, declarations, ...told }, diagnostics: cut(file, diagnostics, 0) };
}

/** Declarations by the grammar; undefined where something is wrong with them. */
function declarationsOf(file: SourceFile, tokens: IToken[]): readonly Declaration[] | undefined {
  const { tree, errors } = readStrictly(tokens, (parser) => parser.module() as unknown as ModuleCstNode); // the generated types say what `module` makes
  if (tree === undefined || errors.length > 0) return undefined;
  const reading = read(file, { tokens, comments: [], problems: [] });
  const { declarations, isPartial } = buildModule(tree, reading.build);
  return isPartial || reading.finish().length > 0 ? undefined : declarations;
}

/** Reads one expression: a filter, an `aidr fragment`, a value on the command line. */
export function parseExpression(file: SourceFile): Result<Expr> {
  const reading = read(file);
  const cst = reading.run((parser) => parser.expression() as unknown as ExpressionCstNode); // as above
  const expr = buildExpression(cst, spanBetween(reading.build, 0, 0), reading.build);
  const diagnostics = reading.finish();
  return {
    value: diagnostics.some((one) => one.severity === "error") && expr.kind !== "error" ? { kind: "error", span: expr.span } : expr,
    diagnostics,
  };
}

/** What an `aidr fragment` is: some clauses of a rule, or one expression. */
export type Fragment = { readonly kind: "clauses"; readonly rule: Rule } | { readonly kind: "expression"; readonly expr: Expr };

/** Reads a fragment. Clauses become a rule without a title, in which nothing is missed. */
export function parseFragment(file: SourceFile): Result<Fragment> {
  const start = lex(file.text).tokens[0];
  if (!start || !ruleClauses.has(start.tokenType.name)) {
    const { value, diagnostics } = parseExpression(file);
    return { value: { kind: "expression", expr: value }, diagnostics };
  }
  const reading = read(file);
  const cst = reading.run((parser) => parser.ruleBody() as unknown as RuleBodyCstNode); // as above
  const span = spanBetween(reading.build, 0, file.text.length);
  const clauses = buildRuleBody(cst, undefined, span, reading.build);
  return {
    value: { kind: "clauses", rule: { kind: "rule", title: { text: "", span: spanBetween(reading.build, 0, 0) }, ...clauses, span } },
    diagnostics: reading.finish(),
  };
}

const ruleClauses: ReadonlySet<string> = new Set(["META", "ON", "IF", "THEN", "SUPPRESS"]);

let strict: AidrParser | undefined;
let recovering: AidrParser | undefined;

/** A correct text is read once and no more; one with a mistake a second time, by a parser that finds them all. */
function readTokens<T>(tokens: IToken[], rule: (parser: AidrParser) => T): ReturnType<typeof recoverFrom<T>> {
  const reading = readStrictly(tokens, rule);
  return reading.errors.length === 0 ? reading : recoverFrom(tokens, rule);
}

function readStrictly<T>(tokens: IToken[], rule: (parser: AidrParser) => T) {
  strict ??= new AidrParser({ validate: false, recover: false });
  return strict.read(tokens, rule);
}

function recoverFrom<T>(tokens: IToken[], rule: (parser: AidrParser) => T) {
  recovering ??= new AidrParser({ validate: false, recover: true });
  return recovering.read(tokens, rule);
}

type Reading = {
  readonly build: Building;
  readonly comments: readonly LexedComment[];
  readonly run: <T>(rule: (parser: AidrParser) => T) => T | undefined;
  readonly finish: () => readonly Diagnostic[];
};

/** Prepares what the tree of a file is built with. */
function read(file: SourceFile, { tokens, comments, problems }: Lexed = lex(file.text)): Reading {
  const lexical = [...withoutEchoes(file, problems)].sort((a, b) => a.start - b.start || a.end - b.end);
  // Those behind could not be shown.
  const diagnostics: Diagnostic[] = lexical.slice(0, diagnosticsMax).map((problem) => describeProblem(file, problem));
  const mishaps = new Mishaps(file, tokens, segmentStarts(tokens), (diagnostic) => diagnostics.push(diagnostic));
  for (const problem of problems) {
    if (derails(problem)) mishaps.silence(problem.start);
    if (problem.kind === "keywordSegment") mishaps.doubt(problem.start);
  }
  const build: Building = {
    file,
    report: (diagnostic) => {
      if (!mishaps.follows(diagnostic.span)) diagnostics.push(diagnostic);
    },
    isDerailed: (start) => mishaps.isDerailed(start.startOffset),
    derailedFrom: (start) => mishaps.derailedFrom(start.startOffset),
    leftover: (token, expected) => mishaps.leftover(token, expected),
    strays: (all) => mishaps.strays(all),
    expression: (node, after) => buildExpression(node, after, build),
    arithmetic: (node, after) => buildArithmetic(node, after, build),
    test: (node, after) => buildTest(node, after, build),
    room: roomAtStart,
    isListNext: false,
  };
  return {
    build,
    comments,
    run: (rule) => {
      const { tree, errors } = readTokens(tokens, rule);
      for (const error of errors) mishaps.unexpected(error);
      return tree;
    },
    finish: () => cut(file, diagnostics, Math.max(0, lexical.length - diagnosticsMax)),
  };
}

const starts: ReadonlySet<string> = new Set([...declarationStarts.map((type) => type.name), ...clauseKeywords]);

/** Where clauses and declarations begin: reading resumes there. */
function segmentStarts(tokens: readonly IToken[]): number[] {
  const found: number[] = [];
  for (const [index, token] of tokens.entries()) {
    if (!starts.has(token.tokenType.name)) continue;
    const previous = tokens[index - 1]?.tokenType;
    if (previous === K.EXTEND || previous === K.EXCEPTION) continue;
    found.push(token.startOffset);
  }
  return found;
}

/** In the order of the text, and no more than a person reads; `behind` them are so many that are only counted. */
function cut(file: SourceFile, diagnostics: readonly Diagnostic[], behind: number): readonly Diagnostic[] {
  const sorted = [...diagnostics].sort((a, b) => a.span.start - b.span.start || a.span.end - b.span.end);
  if (sorted.length + behind <= diagnosticsMax) return sorted;
  const shown = sorted.slice(0, diagnosticsMax - 1);
  const hidden = sorted[diagnosticsMax - 1]?.span ?? { file: file.name, start: 0, end: 0 };
  return [...shown, report.tooManyDiagnostics(hidden, { count: sorted.length - shown.length + behind })];
}
