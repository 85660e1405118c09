/** Terms that look back, their clauses, and sequences. */
import type { IToken } from "chevrotain";
import type {
  AbsentCstNode,
  ByCstNode,
  FromCstNode,
  QuantityCstNode,
  SequenceBodyCstNode,
  SequenceCstNode,
  StateCallCstNode,
  StateClausesCstNode,
  StepCstNode,
  TogetherCstNode,
} from "../../grammar/cst.generated.ts";
import { coverSpans, type Span } from "../source/span.ts";
import type { Absent, EventTypes, Expr, Sequence, StateCall, StateWord, Step, Together } from "./ast.ts";
import { type Building, behind, errorExpr, first, fix, fixAll, nameOf, spanOf } from "./building.ts";
import { type ClauseWritten, readClauses } from "./clauses.ts";
import { report } from "./diagnostics.ts";
import { firstToken } from "./first-token.ts";
import { buildQuantity } from "./build-token.ts";

/** `COUNT(…)` and its like, with the clauses that were written. */
export function buildStateCall(node: StateCallCstNode, after: Span, build: Building): Expr {
  const { stateWord, LParen, RParen, DISTINCT, expression, arithmetic, Comma, stateClauses } = node.children;
  const token = firstToken(stateWord?.[0] ?? node);
  if (token.startOffset < 0) return errorExpr(behind(after));
  // The twelve words are the only tokens of this rule of the grammar.
  const word = token.image as StateWord;
  const wordSpan = spanOf(build, token);
  const open = first(LParen);
  const start = open ? spanOf(build, open) : wordSpan;
  const value = expression?.[0] ? build.expression(expression[0], start) : undefined;
  const comma = first(Comma);
  const rank = arithmetic?.[0] ? build.arithmetic(arithmetic[0], comma ? spanOf(build, comma) : start) : undefined;
  if (word === "COUNT" && value && isCondition(value)) {
    build.report(
      report.countCondition(value.span, {}, { fixes: [fix("write WHERE", { ...value.span, end: value.span.start }, "WHERE ")] }),
    );
  }
  const clauses = buildStateClauses(stateClauses?.[0], build);
  const close = first(RParen);
  const end = close ? spanOf(build, close) : (rank?.span ?? value?.span ?? start);
  // Without its end it may lack clauses that were written.
  if (!close) return errorExpr(coverSpans(wordSpan, end));
  const counted = word === "COUNT" && value && isCondition(value);
  return {
    kind: "state",
    word,
    wordSpan,
    distinct: first(DISTINCT) !== undefined,
    ...(value && !counted ? { value } : {}),
    ...(rank ? { rank } : {}),
    ...(counted && !clauses.where ? { where: value } : {}),
    ...clauses,
    span: coverSpans(wordSpan, end),
  } satisfies StateCall;
}

const conditions: ReadonlySet<Expr["kind"]> = new Set([
  "comparison",
  "between",
  "in",
  "text-test",
  "presence",
  "seen-in",
  "quantifier",
  "at-least",
  "not",
  "and",
  "or",
]);

/** Whether an expression holds or does not, so that nothing is there to be counted. */
export function isCondition(expr: Expr): boolean {
  return expr.kind === "group" ? isCondition(expr.inner) : conditions.has(expr.kind);
}

type StateClauses = Pick<StateCall, "excludingAlerted"> & Partial<Pick<StateCall, "from" | "where" | "by" | "window" | "min">>;

/** The clauses behind a value, in whatever order they came; order and repeats are reported. */
export function buildStateClauses(node: StateClausesCstNode | undefined, build: Building): StateClauses {
  const { from, where, by, within, over, min, excluding } = node?.children ?? {};
  const written: ClauseWritten[] = [
    ...(from ?? []).map((one) => ({ clause: "FROM", token: firstToken(one), node: one })),
    ...(where ?? []).map((one) => ({ clause: "WHERE", token: firstToken(one), node: one })),
    ...(by ?? []).map((one) => ({ clause: "BY", token: firstToken(one), node: one })),
    ...(within ?? []).map((one) => ({ clause: "WITHIN", token: firstToken(one), node: one })),
    ...(over ?? []).map((one) => ({ clause: "OVER", token: firstToken(one), node: one })),
    ...(min ?? []).map((one) => ({ clause: "MIN", token: firstToken(one), node: one })),
    ...(excluding ?? []).map((one) => ({ clause: "EXCLUDING ALERTED", token: firstToken(one), node: one })),
  ];
  readClauses(written, [["FROM"], ["WHERE"], ["BY"], ["WITHIN", "OVER"], ["MIN"], ["EXCLUDING ALERTED"]], build);
  const window = within?.[0] ?? over?.[0];
  const windowToken = window ? firstToken(window) : undefined;
  const duration = window && windowToken ? buildQuantity(window.children.quantity?.[0], spanOf(build, windowToken), build) : undefined;
  return {
    ...(from?.[0] ? { from: buildFrom(from[0], build) } : {}),
    ...(where?.[0] ? { where: build.expression(where[0].children.expression?.[0], spanOf(build, firstToken(where[0]))) } : {}),
    ...(by?.[0] ? { by: buildBy(by[0], build) } : {}),
    ...(window && windowToken && duration
      ? { window: { kind: window.name, duration, span: coverSpans(spanOf(build, windowToken), duration.span) } }
      : {}),
    ...(min?.[0] ? { min: buildQuantity(min[0].children.quantity?.[0], spanOf(build, firstToken(min[0])), build) } : {}),
    excludingAlerted: excluding !== undefined,
  };
}

/** BY: one key, or a list of them. */
export function buildBy(node: ByCstNode, build: Building): Expr[] {
  const { BY, test, wrongKey, wrongComma } = node.children;
  const by = first(BY);
  const after = by ? spanOf(build, by) : behind({ file: build.file.name, start: 0, end: 0 });
  const head = build.test(test?.[0], after);
  const rest = (wrongKey ?? []).map((key) => build.test(key, after));
  const last = rest[rest.length - 1];
  if (first(wrongComma) && last) {
    const place = coverSpans(head.span, last.span);
    const edits = [
      { span: { ...place, end: place.start }, text: "[" },
      { span: behind(place), text: "]" },
    ];
    build.report(report.keyList(place, {}, { fixes: [fixAll("write `[...]`", edits)] }));
    return [head, ...rest];
  }
  return head.kind === "list" ? [...head.items] : [head];
}

export function buildFrom(node: FromCstNode, build: Building): EventTypes {
  return buildEventTypes(node.children.names?.[0]?.children ?? {}, firstToken(node), build);
}

/** The names behind ON or FROM; `any` alone is every type. */
export function buildEventTypes(
  names: { readonly Identifier?: readonly IToken[]; readonly wrongComma?: readonly IToken[] },
  keyword: IToken,
  build: Building,
): EventTypes {
  const written = (names.Identifier ?? []).filter((token) => !Number.isNaN(token.startOffset));
  reportTrailingComma(names.wrongComma, keyword.image, build);
  const all = written.map((token) => nameOf(build, token));
  const last = all[all.length - 1];
  const span = last && all[0] ? coverSpans(all[0].span, last.span) : spanOf(build, keyword);
  const any = all.length === 1 && all[0]?.name === "any" && !all[0].quoted;
  return { any, names: any ? [] : all, span };
}

export function reportTrailingComma(comma: readonly IToken[] | undefined, of: string, build: Building): void {
  const token = first(comma);
  if (!token) return;
  const span = spanOf(build, token);
  build.report(report.trailingComma(span, { of }, { fixes: [fix("remove it", span, "")] }));
}

/** SEQUENCE and TOGETHER; fewer items than were written after a reported mistake. */
export function buildSequence(node: SequenceCstNode | TogetherCstNode, build: Building): Sequence | Together {
  const token = firstToken(node);
  const start = spanOf(build, token);
  const body: SequenceBodyCstNode["children"] = node.children.sequenceBody?.[0]?.children ?? {};
  const { by, within, step, absent } = body;
  readClauses(
    [
      ...(by ?? []).map((one) => ({ clause: "BY", token: firstToken(one), node: one })),
      ...(within ?? []).map((one) => ({ clause: "WITHIN", token: firstToken(one), node: one })),
    ],
    [["BY"], ["WITHIN"]],
    build,
  );
  const items = [...(step ?? []), ...(absent ?? [])]
    .sort((a, b) => firstToken(a).startOffset - firstToken(b).startOffset)
    .flatMap((item): (Step | Absent)[] => (item.name === "step" ? buildStep(item, build) : [buildAbsent(item, build)]));
  const limit = within?.[0] ? buildQuantity(within[0].children.quantity?.[0], spanOf(build, firstToken(within[0])), build) : undefined;
  const keys = by?.[0] ? buildBy(by[0], build) : undefined;
  const end = items[items.length - 1]?.span ?? limit?.span ?? start;
  return { kind: node.name, ...(keys ? { by: keys } : {}), ...(limit ? { within: limit } : {}), items, span: coverSpans(start, end) };
}

/** The clauses of one step. A step without a name or without FROM has its diagnostic and is left out. */
function buildStep(node: StepCstNode, build: Building): Step[] {
  const token = firstToken(node);
  const start = spanOf(build, token);
  const name = first(node.children.Identifier);
  const { repeat, ...clauses } = buildStepClauses(node, "a STEP", build);
  if (!name) build.report(report.sequenceShape(start, { problem: "a step has a name", advice: "write `STEP name FROM ...`" }));
  const { from } = clauses;
  if (!name || !from) return [];
  const end = lastSpan([from.span, clauses.where?.span, repeat?.span, clauses.within?.span], start);
  return [{ kind: "step", name: nameOf(build, name), ...clauses, from, ...(repeat ? { repeat } : {}), span: coverSpans(start, end) }];
}

function buildAbsent(node: AbsentCstNode, build: Building): Absent {
  const token = firstToken(node);
  const start = spanOf(build, token);
  const name = first(node.children.wrongName);
  if (name) {
    const span = spanOf(build, name);
    build.report(
      report.sequenceShape(
        span,
        { problem: "an ABSENT has no name", advice: "no event completes it, so nothing can read it" },
        { fixes: [fix("remove the name", span, "")] },
      ),
    );
  }
  const { repeat, ...clauses } = buildStepClauses(node, "an ABSENT", build);
  if (repeat)
    build.report(report.clauseNotHere(repeat.span, { of: "an ABSENT", clause: "REPEAT", advice: "say how often with several steps" }));
  const from = clauses.from ?? { any: false, names: [], span: start };
  const end = lastSpan([from.span, clauses.where?.span, clauses.within?.span], start);
  return { kind: "absent", ...clauses, from, span: coverSpans(start, end) };
}

function lastSpan(spans: readonly (Span | undefined)[], start: Span): Span {
  return spans.reduce<Span>((last, span) => (span && span.end > last.end ? span : last), start);
}

type StepClauses = { readonly from?: EventTypes; readonly where?: Expr; readonly repeat?: Expr; readonly within?: Expr };

function buildStepClauses(node: StepCstNode | AbsentCstNode, of: string, build: Building): StepClauses {
  const { from, where, repeat, within, wrongBy } =
    (node.children.stepClauses ?? ("wrongClauses" in node.children ? node.children.wrongClauses : undefined))?.[0]?.children ?? {};
  const written: ClauseWritten[] = [
    ...(from ?? []).map((one) => ({ clause: "FROM", token: firstToken(one), node: one })),
    ...(where ?? []).map((one) => ({ clause: "WHERE", token: firstToken(one), node: one })),
    ...(repeat ?? []).map((one) => ({ clause: "REPEAT", token: firstToken(one), node: one })),
    ...(within ?? []).map((one) => ({ clause: "WITHIN", token: firstToken(one), node: one })),
  ];
  readClauses(written, [["FROM"], ["WHERE"], ["REPEAT"], ["WITHIN"]], build);
  if (wrongBy?.[0]) {
    const place = spanOf(build, firstToken(wrongBy[0]));
    build.report(report.clauseNotHere(place, { of, clause: "BY", advice: "one BY behind SEQUENCE or TOGETHER is the key of all steps" }));
  }
  if (!from) {
    const start = spanOf(build, firstToken(node));
    build.report(report.clauseMissing(start, { of, clause: "FROM", advice: "name the event types it may match" }));
  }
  const quantity = (one: { readonly children: { readonly quantity?: readonly QuantityCstNode[] } } | undefined): Expr | undefined =>
    one ? buildQuantity(one.children.quantity?.[0], spanOf(build, firstToken(one)), build) : undefined;
  const times = quantity(repeat?.[0]);
  const limit = quantity(within?.[0]);
  return {
    ...(from?.[0] ? { from: buildFrom(from[0], build) } : {}),
    ...(where?.[0] ? { where: build.expression(where[0].children.expression?.[0], spanOf(build, firstToken(where[0]))) } : {}),
    ...(times ? { repeat: times } : {}),
    ...(limit ? { within: limit } : {}),
  };
}
