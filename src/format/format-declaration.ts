/** Declarations, rules and playbooks as documents: each clause on a line of its own. */
import { unreachable } from "../source/invariant.ts";
import type {
  ActionCall,
  ActionDeclaration,
  Condition,
  Declaration,
  Define,
  Exception,
  Expr,
  ListSource,
  Meta,
  Name,
  Playbook,
  PlaybookStep,
  Rule,
  Sequence,
  Together,
  TypeName,
} from "../syntax/ast.ts";
import { above, type Comments } from "./comments.ts";
import { concat, type Doc, group, hardline, indent, join, line } from "./doc.ts";
import { argumentsDoc, bracketed, byDoc, chainDoc, chainParts, eventTypesText, exprDoc, listDoc, whereDoc } from "./format-expr.ts";
import { formatLiteral, formatName, formatString, formatType } from "./format-token.ts";

export function declarationDoc(declaration: Declaration, comments: Comments): Doc {
  switch (declaration.kind) {
    case "import":
      return group(
        concat([
          "IMPORT ",
          indent(join(concat([",", line]), declaration.names.map(formatName))),
          " FROM ",
          formatString(declaration.from.value),
        ]),
      );
    case "list-declaration":
      return concat(["LIST ", typed(declaration.name, declaration.type), listSourceDoc(declaration.source, comments)]);
    case "extend-list":
      return concat(["EXTEND LIST ", formatName(declaration.name), listSourceDoc(declaration.source, comments)]);
    case "param":
      return concat(["PARAM ", typed(declaration.name, declaration.type), " = ", exprDoc(declaration.value, comments)]);
    case "define":
      return defineDoc(declaration, comments);
    case "baseline-declaration":
      return concat(["BASELINE ", exprDoc(declaration.path, comments), " = ", exprDoc(declaration.value, comments)]);
    case "exception":
      return exceptionDoc(declaration, comments);
    case "disable":
      return concat(["DISABLE ", declaration.rules.map(formatLiteral).join(", "), " REASON ", formatString(declaration.reason.value)]);
    case "action-declaration":
      return actionDoc(declaration, comments);
    case "rule":
      return ruleDoc(declaration, comments);
    case "playbook":
      return playbookDoc(declaration, comments);
    default:
      return unreachable(declaration);
  }
}

function typed(name: Name, type: TypeName | undefined): string {
  return type ? `${formatName(name)}: ${formatType(type)}` : formatName(name);
}

function listSourceDoc(source: ListSource, comments: Comments): Doc {
  if (source.kind === "inline") return concat([" = ", listDoc(source.list.items, source.list.span, comments)]);
  return ` FROM ${formatString(source.path.value)}${source.column ? ` COLUMN ${formatString(source.column.value)}` : ""}`;
}

function defineDoc(define: Define, comments: Comments): Doc {
  const params = define.params.map((param) => typed(param.name, param.type)).join(", ");
  const lead = above(comments.takeBefore(define.body.span.start));
  const body =
    define.body.kind === "and" || define.body.kind === "or" ? chainDoc(define.body, line, comments) : exprDoc(define.body, comments);
  return group(concat([`DEFINE ${formatName(define.name)}(${params}) =`, indent(concat([line, lead, body]))]));
}

function exceptionDoc(exception: Exception, comments: Comments): Doc {
  const clauses = [
    concat([whereDoc(exception.where, comments), comments.takeBehind(exception.where.span.end)]),
    concat(["REASON ", formatString(exception.reason.value), exception.until ? comments.takeBehind(exception.reason.span.end) : ""]),
    ...(exception.until ? [`UNTIL ${exception.until.raw}`] : []),
  ];
  return group(
    concat([
      "EXCEPTION FOR ",
      exception.rules.map(formatLiteral).join(", "),
      indent(concat(clauses.map((clause) => concat([line, clause])))),
    ]),
  );
}

function actionDoc(action: ActionDeclaration, comments: Comments): Doc {
  const params = bracketed("(", action.params, ")", action.span.end, comments, (param) =>
    param.default ? concat([typed(param.name, param.type), " = ", exprDoc(param.default, comments)]) : typed(param.name, param.type),
  );
  return concat(["ACTION ", formatName(action.name), params]);
}

function ruleDoc(rule: Rule, comments: Comments): Doc {
  const { meta, on, condition, actions, suppress } = rule;
  const clauses: Doc[] = [titleLine("RULE", rule.title.text)];
  if (meta) clauses.push(clause(meta.span.start, meta.span.end, comments, () => metaDoc(meta, comments)));
  if (on) clauses.push(clause(on.span.start, on.span.end, comments, () => `ON ${eventTypesText(on)}`));
  if (condition) clauses.push(clause(condition.span.start, condition.span.end, comments, () => conditionDoc(condition, comments)));
  const [action] = actions;
  const lastAction = actions[actions.length - 1];
  if (action && lastAction) clauses.push(clause(action.span.start, lastAction.span.end, comments, () => actionsDoc(actions, comments)));
  if (suppress) {
    clauses.push(
      clause(suppress.span.start, suppress.span.end, comments, () =>
        concat(["SUPPRESS ", exprDoc(suppress.duration, comments), ...(suppress.by ? [" BY ", byDoc(suppress.by, comments)] : [])]),
      ),
    );
  }
  return join(hardline, clauses);
}

function titleLine(word: "RULE" | "PLAYBOOK", title: string): string {
  return title === "" ? `${word}:` : `${word}: ${title}`;
}

/** A clause with the comments before it above it, and those that no part of it could hold. */
function clause(start: number, end: number, comments: Comments, doc: () => Doc): Doc {
  const lead = comments.takeBefore(start);
  const inner = doc();
  const misplaced = comments.takeBefore(end);
  return concat([above([...lead, ...misplaced]), inner, comments.takeBehind(end)]);
}

function metaDoc(meta: Meta, comments: Comments): Doc {
  return concat([
    "META",
    bracketed("(", meta.entries, ")", meta.span.end, comments, (entry) =>
      concat([formatName(entry.key), "=", exprDoc(entry.value, comments)]),
    ),
  ]);
}

function conditionDoc(condition: Condition, comments: Comments): Doc {
  if (condition.kind !== "when") return sequenceDoc(condition, comments);
  const { expr } = condition;
  const body =
    chainParts(expr).length > 1 && (expr.kind === "and" || expr.kind === "or")
      ? chainDoc(expr, hardline, comments)
      : exprDoc(expr, comments);
  return concat(["IF ", body]);
}

function sequenceDoc(sequence: Sequence | Together, comments: Comments): Doc {
  const head: Doc[] = [`IF ${sequence.kind === "sequence" ? "SEQUENCE" : "TOGETHER"}`];
  if (sequence.by) head.push(" BY ", byDoc(sequence.by, comments));
  if (sequence.within) head.push(" WITHIN ", exprDoc(sequence.within, comments), comments.takeBehind(sequence.within.span.end));
  const items = sequence.items.map((item): Doc => {
    const lead = above(comments.takeBefore(item.span.start));
    const clauses: Doc[] = [];
    // A comment behind the last clause is the whole item's.
    const hasMore = item.within !== undefined || (item.kind === "step" && item.repeat !== undefined);
    if (item.where) clauses.push(concat([whereDoc(item.where, comments), hasMore ? comments.takeBehind(item.where.span.end) : ""]));
    if (item.kind === "step" && item.repeat) clauses.push(concat(["REPEAT ", exprDoc(item.repeat, comments)]));
    if (item.within) clauses.push(concat(["WITHIN ", exprDoc(item.within, comments)]));
    const start = item.kind === "step" ? `STEP ${formatName(item.name)} FROM ` : "ABSENT FROM ";
    const body = group(concat([start, eventTypesText(item.from), indent(concat(clauses.map((each) => concat([line, each]))))]));
    const misplaced = above(comments.takeBefore(item.span.end));
    return concat([hardline, lead, misplaced, body, comments.takeBehind(item.span.end)]);
  });
  return concat([...head, indent(concat(items))]);
}

function actionsDoc(actions: readonly ActionCall[], comments: Comments): Doc {
  const calls = actions.map((action, index): Doc => {
    const lead = above(comments.takeBefore(action.span.start));
    const comma = index === actions.length - 1 ? "" : ",";
    return concat([
      index === 0 ? "" : lead,
      callDoc(action, comments),
      comma,
      index === actions.length - 1 ? "" : comments.takeBehind(action.span.end),
    ]);
  });
  return group(concat(["THEN ", actions.length === 1 ? join(line, calls) : indent(join(line, calls), "THEN ".length)]));
}

function callDoc(action: ActionCall, comments: Comments): Doc {
  return concat([formatName(action.name), argumentsDoc(action.args, action.span, comments)]);
}

function playbookDoc(playbook: Playbook, comments: Comments): Doc {
  const { meta, for: filter } = playbook;
  const clauses: Doc[] = [titleLine("PLAYBOOK", playbook.title.text)];
  if (meta) clauses.push(clause(meta.span.start, meta.span.end, comments, () => metaDoc(meta, comments)));
  if (filter) clauses.push(clause(filter.span.start, filter.span.end, comments, () => concat(["FOR ", filterDoc(filter, comments)])));
  for (const step of playbook.steps) clauses.push(clause(step.span.start, step.span.end, comments, () => stepDoc(step, comments)));
  return join(hardline, clauses);
}

function filterDoc(filter: Expr, comments: Comments): Doc {
  return filter.kind === "and" || filter.kind === "or" ? group(chainDoc(filter, line, comments)) : exprDoc(filter, comments);
}

function stepDoc(step: PlaybookStep, comments: Comments): Doc {
  const limit = step.limit ? concat([" LIMIT ", exprDoc(step.limit.count, comments), " PER ", exprDoc(step.limit.per, comments)]) : "";
  return concat(["DO ", callDoc(step.call, comments), limit, step.requiresApproval ? " REQUIRES APPROVAL" : ""]);
}
