/** Rules and playbooks: clauses in any order become the parts of one node, and what is missing or doubled is reported. */
import type { IToken } from "chevrotain";
import type {
  ActionCallCstNode,
  DoCstNode,
  IfCstNode,
  MetaCstNode,
  OnCstNode,
  PlaybookCstNode,
  RuleBodyCstNode,
  RuleCstNode,
  ThenCstNode,
} from "../../grammar/cst.generated.ts";
import { coverSpans, type Span } from "../source/span.ts";
import type { ActionCall, Argument, Condition, Expr, Meta, MetaEntry, Playbook, PlaybookStep, Rule, Suppress, Title } from "./ast.ts";
import { reportArgumentOrder } from "./build-expr.ts";
import { buildBy, buildEventTypes, buildSequence, reportTrailingComma } from "./build-state.ts";
import { buildQuantity } from "./build-token.ts";
import { type Building, behind, errorExpr, first, fix, nameOf, spanBetween, spanOf } from "./building.ts";
import { type ClauseWritten, readClauses } from "./clauses.ts";
import { report } from "./diagnostics.ts";
import { firstToken } from "./first-token.ts";
import { checkSequenceShape } from "./sequence-shape.ts";

export function buildRule(node: RuleCstNode, span: Span, build: Building): Rule {
  const token = firstToken(node);
  const title = buildTitle(token, build);
  const clauses = buildRuleBody(node.children.ruleBody?.[0], [token], title.span, build);
  return { kind: "rule", title, ...clauses, span };
}

type RuleClauses = Pick<Rule, "actions"> & Partial<Pick<Rule, "meta" | "on" | "condition" | "suppress">>;

/** The clauses of a rule; `starts` are tokens before them whose stretch belongs to the rule, none in a fragment, which may lack clauses. */
export function buildRuleBody(
  node: RuleBodyCstNode | undefined,
  starts: readonly IToken[] | undefined,
  title: Span,
  build: Building,
): RuleClauses {
  const { meta, on, if: ifs, then, suppress, wrongToken } = node?.children ?? {};
  const written: ClauseWritten[] = [
    ...(meta ?? []).map((one) => ({ clause: "META", token: firstToken(one), node: one })),
    ...(on ?? []).map((one) => ({ clause: "ON", token: firstToken(one), node: one })),
    ...(ifs ?? []).map((one) => ({ clause: "IF", token: firstToken(one), node: one })),
    ...(then ?? []).map((one) => ({ clause: "THEN", token: firstToken(one), node: one })),
    ...(suppress ?? []).map((one) => ({ clause: "SUPPRESS", token: firstToken(one), node: one })),
  ];
  for (const token of wrongToken ?? []) {
    const before = written
      .filter((one) => one.token.startOffset < token.startOffset)
      .sort((a, b) => b.token.startOffset - a.token.startOffset)[0];
    build.leftover(token, continuations[before?.clause ?? ""] ?? "a clause");
  }
  readClauses(written, [["META"], ["ON"], ["IF"], ["THEN"], ["SUPPRESS"]], build);
  if (starts && ![...starts, ...written.map((one) => one.token)].some(build.isDerailed)) {
    if (!ifs) build.report(report.clauseMissing(title, { of: "a rule", clause: "IF", advice: "say when it fires: `IF` and a condition" }));
    if (!then)
      build.report(
        report.clauseMissing(title, {
          of: "a rule",
          clause: "THEN",
          advice: "say what it does: `THEN` and an action, such as `alert(...)`",
        }),
      );
  }
  const isOnBroken = on?.[0] !== undefined && build.isDerailed(firstToken(on[0]));
  // Without its event types a condition cannot be judged: each of its fields could be right.
  const condition = ifs?.[0] && !isOnBroken ? buildCondition(ifs[0], build) : undefined;
  return {
    ...(meta?.[0] ? { meta: buildMeta(meta[0], build) } : {}),
    ...(on?.[0] && !isOnBroken ? { on: buildOn(on[0], build) } : {}),
    ...(condition ? { condition } : {}),
    actions: then?.[0] ? buildThen(then[0], build) : [],
    ...(suppress?.[0] && !build.isDerailed(firstToken(suppress[0])) ? { suppress: buildSuppress(suppress[0], build) } : {}),
  };
}

/** How a clause might have gone on where something else was found. */
const continuations: Readonly<Record<string, string>> = {
  IF: "`AND`, `OR` or the next clause",
  ON: "`,` or the next clause",
  THEN: "`,` or the next clause",
};

export function buildPlaybook(node: PlaybookCstNode, span: Span, build: Building): Playbook {
  const token = firstToken(node);
  const title = buildTitle(token, build);
  const { meta, for: fors, do: dos, wrongToken } = node.children;
  for (const left of wrongToken ?? []) build.leftover(left, "`META`, `FOR` or `DO`");
  const written: ClauseWritten[] = [
    ...(meta ?? []).map((one) => ({ clause: "META", token: firstToken(one), node: one })),
    ...(fors ?? []).map((one) => ({ clause: "FOR", token: firstToken(one), node: one })),
    ...(dos?.[0]
      ? [{ clause: "DO", token: firstToken(dos[0]), node: { children: { do: dos }, location: dos[dos.length - 1]?.location ?? {} } }]
      : []),
  ];
  readClauses(written, [["META"], ["FOR"], ["DO"]], build);
  if (!dos && ![token, ...written.map((one) => one.token)].some(build.isDerailed)) {
    build.report(report.clauseMissing(title.span, { of: "a playbook", clause: "DO", advice: "name at least one action" }));
  }
  const forToken = fors?.[0] ? firstToken(fors[0]) : undefined;
  const condition = fors?.[0] && forToken ? build.expression(fors[0].children.expression?.[0], spanOf(build, forToken)) : undefined;
  return {
    kind: "playbook",
    title,
    ...(meta?.[0] ? { meta: buildMeta(meta[0], build) } : {}),
    ...(condition && forToken ? { for: salvage(condition, build.derailedFrom(forToken)) } : {}),
    steps: (dos ?? []).flatMap((one) => buildDo(one, build)),
    span,
  };
}

/** What stands behind `RULE:`, without the blanks around it. */
export function buildTitle(token: IToken, build: Pick<Building, "file">): Title {
  const line = token.image;
  const word = /^[A-Za-z]+[ \t]*:?/.exec(line)?.[0].length ?? 0;
  const text = line.slice(word).trim();
  if (text === "") return { text, span: spanOf(build, token) };
  const start = token.startOffset + line.indexOf(text, word);
  return { text, span: spanBetween(build, start, start + text.length) };
}

function buildMeta(node: MetaCstNode, build: Building): Meta {
  const { META, RParen, metaEntry: read } = node.children;
  // The entry in which reading stopped is not what was written.
  const metaEntry = build.isDerailed(firstToken(node)) ? read?.slice(0, -1) : read;
  const start = spanOf(build, first(META) ?? firstToken(node));
  const entries = (metaEntry ?? []).flatMap((one): MetaEntry[] => {
    const key = first(one.children.Identifier);
    if (!key) return [];
    const wrong = first(one.children.wrongAssign);
    if (wrong) reportAssign(wrong, build);
    const name = nameOf(build, key);
    const value = build.arithmetic(one.children.arithmetic?.[0], name.span);
    return [{ key: name, value, span: coverSpans(name.span, value.span) }];
  });
  const close = first(RParen);
  return { entries, span: coverSpans(start, close ? spanOf(build, close) : (entries[entries.length - 1]?.span ?? start)) };
}

function reportAssign(token: IToken, build: Building): void {
  const span = spanOf(build, token);
  build.report(report.assignSign(span, { text: token.image }, { fixes: [fix("write `=`", span, "=")] }));
}

function buildOn(node: OnCstNode, build: Building): ReturnType<typeof buildEventTypes> {
  return buildEventTypes(node.children.names?.[0]?.children ?? {}, firstToken(node), build);
}

function buildCondition(node: IfCstNode, build: Building): Condition | undefined {
  const token = firstToken(node);
  const { sequence, together, expression } = node.children;
  const inOrder = sequence?.[0] ?? together?.[0];
  if (inOrder) {
    // A step that could not be read may be any step: nothing about the whole can be said.
    const isDerailed = build.isDerailed(token);
    const condition = buildSequence(inOrder, build);
    if (isDerailed) return undefined;
    const body = inOrder.children.sequenceBody?.[0]?.children;
    const written = (body?.step?.length ?? 0) + (body?.absent?.length ?? 0);
    return checkSequenceShape(condition, written, spanOf(build, firstToken(inOrder)), build) ? condition : undefined;
  }
  const expr = salvage(build.expression(expression?.[0], spanOf(build, token)), build.derailedFrom(token));
  return { kind: "when", expr, span: expr.span };
}

/** After a mistake only the parts of a chain before it are what was meant. */
function salvage(expr: Expr, from: number | undefined): Expr {
  if (from === undefined) return expr;
  if (expr.kind !== "and" && expr.kind !== "or") return errorExpr(expr.span);
  const whole = expr.parts.filter((part) => part.span.end <= from);
  const rest = expr.parts[whole.length];
  return rest ? { ...expr, parts: [...whole, rest.kind === "and" ? salvage(rest, from) : errorExpr(rest.span)] } : expr;
}

function buildThen(node: ThenCstNode, build: Building): ActionCall[] {
  const token = firstToken(node);
  for (const and of node.children.wrongAnd ?? []) {
    const span = spanOf(build, and);
    build.report(report.actionAnd(span, {}, { fixes: [fix("write `,`", span, ",")] }));
  }
  reportTrailingComma(node.children.wrongComma, "THEN", build);
  const calls = node.children.actionCall ?? [];
  // The call in which reading stopped may lack arguments that were written; without one of them it is not known whether one alerts.
  const built = calls.flatMap((call) => buildActionCall(call, build));
  return build.isDerailed(token) || built.length < calls.length ? [] : built;
}

function buildActionCall(node: ActionCallCstNode, build: Building): ActionCall[] {
  const { Identifier, wrongName, actionArguments } = node.children;
  const { LParen, RParen, actionArgument } = actionArguments?.[0]?.children ?? {};
  const token = first(Identifier) ?? first(wrongName);
  if (!token) return [];
  const name = nameOf(build, token);
  const open = first(LParen);
  if (!open) {
    build.report(report.actionParentheses(name.span, { name: name.name }, { fixes: [fix("write `()`", behind(name.span), "()")] }));
    return [];
  }
  const args = (actionArgument ?? []).map((one): Argument => {
    const { Identifier: keys, wrongAssign, Assign, expression } = one.children;
    const key = first(keys);
    const wrong = first(wrongAssign);
    if (wrong) reportAssign(wrong, build);
    const sign = first(Assign) ?? wrong;
    const value = argumentValue(
      build.expression(expression?.[0], sign ? spanOf(build, sign) : key ? spanOf(build, key) : spanOf(build, open)),
      build,
    );
    if (!key) return { value, span: value.span };
    return { name: nameOf(build, key), value, span: coverSpans(spanOf(build, key), value.span) };
  });
  reportArgumentOrder(args, build);
  const close = first(RParen);
  const end = close ? spanOf(build, close) : (args[args.length - 1]?.span ?? spanOf(build, open));
  return [{ name, args, span: coverSpans(name.span, end) }];
}

const argumentKinds: ReadonlySet<Expr["kind"]> = new Set([
  "string",
  "number",
  "boolean",
  "duration",
  "date",
  "pattern",
  "constant",
  "list",
  "name",
  "member",
  "index",
  "call",
  "error",
]);

/** Whether an action may be given this: nothing that is computed. */
export function isArgument(value: Expr): boolean {
  return (
    argumentKinds.has(value.kind) || (value.kind === "negate" && (value.operand.kind === "number" || value.operand.kind === "duration"))
  );
}

function argumentValue(value: Expr, build: Building): Expr {
  if (isArgument(value)) return value;
  const advice =
    value.kind === "state"
      ? "compare it in the condition; the alert says what was compared"
      : "put what is computed into a DEFINE, and call it";
  build.report(report.actionArgument(value.span, { advice }));
  return errorExpr(value.span);
}

function buildSuppress(node: NonNullable<RuleBodyCstNode["children"]["suppress"]>[number], build: Building): Suppress {
  const token = firstToken(node);
  const start = spanOf(build, token);
  const duration = buildQuantity(node.children.quantity?.[0], start, build);
  const by = node.children.by?.[0] ? buildBy(node.children.by[0], build) : undefined;
  const last = by?.[by.length - 1];
  return { duration, ...(by ? { by } : {}), span: coverSpans(start, last?.span ?? duration.span) };
}

function buildDo(node: DoCstNode, build: Building): PlaybookStep[] {
  const token = firstToken(node);
  const call = node.children.actionCall?.[0] ? buildActionCall(node.children.actionCall[0], build)[0] : undefined;
  const { limit, approval } = node.children;
  readClauses(
    [
      ...(limit ?? []).map((one) => ({ clause: "LIMIT", token: firstToken(one), node: one })),
      ...(approval ?? []).map((one) => ({ clause: "REQUIRES APPROVAL", token: firstToken(one), node: one })),
    ],
    [["LIMIT"], ["REQUIRES APPROVAL"]],
    build,
  );
  if (!call || build.isDerailed(token)) return [];
  const start = spanOf(build, token);
  const budget = limit?.[0];
  const budgetStart = budget ? spanOf(build, firstToken(budget)) : start;
  const count = budget ? buildQuantity(budget.children.quantity?.[0], budgetStart, build) : undefined;
  const per = count ? buildQuantity(budget?.children.quantity?.[1], count.span, build) : undefined;
  const approvalEnd = first(approval?.[0]?.children.APPROVAL);
  const end = Math.max(call.span.end, per?.span.end ?? 0, approvalEnd ? spanOf(build, approvalEnd).end : 0);
  return [
    {
      call,
      ...(count && per ? { limit: { count, per, span: coverSpans(budgetStart, per.span) } } : {}),
      requiresApproval: approval !== undefined,
      span: spanBetween(build, start.start, end),
    },
  ];
}
