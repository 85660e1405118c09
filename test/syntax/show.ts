/** A tree as a short S-expression, for tests that say what a text means. */
import type { Argument, Condition, Declaration, EventTypes, Expr, TypeName } from "../../src/syntax/ast.ts";

export function show(expr: Expr): string {
  switch (expr.kind) {
    case "string":
      return JSON.stringify(expr.value);
    case "number":
    case "duration":
    case "date":
      return expr.raw;
    case "boolean":
      return String(expr.value);
    case "pattern":
      return `/${expr.source}/${expr.flags}`;
    case "constant":
      return expr.name;
    case "name":
      return expr.quoted ? `\`${expr.name}\`` : expr.name;
    case "list":
      return `[${expr.items.map(show).join(" ")}]`;
    case "member":
      return `${show(expr.object)}.${expr.key.quoted ? `\`${expr.key.name}\`` : expr.key.name}`;
    case "index":
      return `${show(expr.object)}[${show(expr.index)}]`;
    case "call":
      return `(${[expr.name.name, ...expr.args.map(showArgument)].join(" ")})`;
    case "group":
      return `(group ${show(expr.inner)})`;
    case "negate":
      return `(- ${show(expr.operand)})`;
    case "arithmetic":
      return `(${expr.operator} ${show(expr.left)} ${show(expr.right)})`;
    case "comparison":
      return `(${[expr.operator, show(expr.left), show(expr.right), ...(expr.casing ? [expr.casing] : [])].join(" ")})`;
    case "between":
      return negated(expr.negated, `(between ${show(expr.value)} ${show(expr.low)} ${show(expr.high)})`);
    case "in":
      return negated(expr.negated, `(${["in", show(expr.value), show(expr.list), ...(expr.casing ? [expr.casing] : [])].join(" ")})`);
    case "text-test": {
      const word = `${expr.word.toLowerCase().replace(" ", "-")}${expr.all ? "-all" : ""}${expr.wholeWord ? "-word" : ""}`;
      return negated(expr.negated, `(${[word, show(expr.value), show(expr.object), ...(expr.casing ? [expr.casing] : [])].join(" ")})`);
    }
    case "presence":
      return negated(expr.negated, `(${expr.word === "EXISTS" ? "exists" : "missing"} ${show(expr.value)})`);
    case "seen-in":
      return negated(
        expr.negated,
        `(${["seen-in", show(expr.value), show(expr.of), ...showClauses(expr), ...(expr.within ? [`within:${show(expr.within)}`] : [])].join(" ")})`,
      );
    case "quantifier":
      return `(${expr.every ? "all" : "any"} ${expr.variable.name} ${show(expr.list)} ${show(expr.body)})`;
    case "at-least":
      return `(of ${expr.count.raw} ${expr.parts.map(show).join(" ")})`;
    case "not":
      return `(not ${show(expr.operand)})`;
    case "and":
    case "or":
      return `(${expr.kind} ${expr.parts.map(show).join(" ")})`;
    case "state":
      return `(${[
        expr.word,
        ...(expr.distinct ? ["distinct"] : []),
        ...(expr.value ? [show(expr.value)] : []),
        ...(expr.rank ? [`rank:${show(expr.rank)}`] : []),
        ...showClauses(expr),
        ...(expr.window ? [`${expr.window.kind}:${show(expr.window.duration)}`] : []),
        ...(expr.min ? [`min:${show(expr.min)}`] : []),
        ...(expr.excludingAlerted ? ["excluding-alerted"] : []),
      ].join(" ")})`;
    case "error":
      return "<error>";
  }
}

function negated(isNegated: boolean, text: string): string {
  return isNegated ? `(not! ${text})` : text;
}

function showArgument(argument: Argument): string {
  return argument.name ? `${argument.name.name}=${show(argument.value)}` : show(argument.value);
}

function showClauses(clauses: { readonly from?: EventTypes; readonly where?: Expr; readonly by?: readonly Expr[] }): string[] {
  return [
    ...(clauses.from ? [`from:${showTypes(clauses.from)}`] : []),
    ...(clauses.where ? [`where:${show(clauses.where)}`] : []),
    ...(clauses.by ? [`by:${clauses.by.map(show).join("+")}`] : []),
  ];
}

function showTypes(types: EventTypes): string {
  return types.any ? "*" : types.names.map((one) => one.name).join("+");
}

export function showCondition(condition: Condition): string {
  if (condition.kind === "when") return show(condition.expr);
  const items = condition.items.map((item) => {
    const parts = [
      item.kind === "step" ? `step ${item.name.name}` : "absent",
      ...showClauses(item),
      ...(item.kind === "step" && item.repeat ? [`repeat:${show(item.repeat)}`] : []),
      ...(item.within ? [`within:${show(item.within)}`] : []),
    ];
    return `(${parts.join(" ")})`;
  });
  const head = [
    condition.kind,
    ...(condition.by ? [`by:${condition.by.map(show).join("+")}`] : []),
    ...(condition.within ? [`within:${show(condition.within)}`] : []),
  ];
  return `(${[...head, ...items].join(" ")})`;
}

function showType(type: TypeName | undefined): string {
  return type === undefined ? "" : `:${type.name.name}${type.of ? `<${showType(type.of).slice(1)}>` : ""}`;
}

export function showDeclaration(declaration: Declaration): string {
  switch (declaration.kind) {
    case "import":
      return `(import ${declaration.names.map((one) => one.name).join(" ")} ${show(declaration.from)})`;
    case "list-declaration":
    case "extend-list": {
      const { source } = declaration;
      const from =
        source.kind === "inline"
          ? show(source.list)
          : [`file:${source.path.value}`, ...(source.column ? [`column:${source.column.value}`] : [])].join(" ");
      return `(${declaration.kind === "extend-list" ? "extend" : "list"} ${declaration.name.name}${declaration.kind === "extend-list" ? "" : showType(declaration.type)} ${from})`;
    }
    case "param":
      return `(param ${declaration.name.name}${showType(declaration.type)} ${show(declaration.value)})`;
    case "define":
      return `(define (${[declaration.name.name, ...declaration.params.map((one) => `${one.name.name}${showType(one.type)}`)].join(" ")}) ${show(declaration.body)})`;
    case "baseline-declaration":
      return `(baseline ${show(declaration.path)} ${show(declaration.value)})`;
    case "exception":
      return `(${["exception", ...declaration.rules.map(show), show(declaration.where), show(declaration.reason), ...(declaration.until ? [declaration.until.raw] : [])].join(" ")})`;
    case "disable":
      return `(${["disable", ...declaration.rules.map(show), show(declaration.reason)].join(" ")})`;
    case "action-declaration":
      return `(${["action", declaration.name.name, ...declaration.params.map((one) => `${one.name.name}${showType(one.type)}${one.default ? `=${show(one.default)}` : ""}`)].join(" ")})`;
    case "rule":
      return `(${[
        "rule",
        JSON.stringify(declaration.title.text),
        ...(declaration.meta ? [`(meta ${declaration.meta.entries.map((one) => `${one.key.name}=${show(one.value)}`).join(" ")})`] : []),
        ...(declaration.on ? [`on:${showTypes(declaration.on)}`] : []),
        ...(declaration.condition ? [showCondition(declaration.condition)] : []),
        ...declaration.actions.map((one) => `(${[`${one.name.name}!`, ...one.args.map(showArgument)].join(" ")})`),
        ...(declaration.suppress
          ? [`(suppress ${[show(declaration.suppress.duration), ...(declaration.suppress.by ?? []).map(show)].join(" ")})`]
          : []),
      ].join(" ")})`;
    case "playbook":
      return `(${[
        "playbook",
        JSON.stringify(declaration.title.text),
        ...(declaration.for ? [show(declaration.for)] : []),
        ...declaration.steps.map(
          (one) =>
            `(${[`${one.call.name.name}!`, ...one.call.args.map(showArgument), ...(one.limit ? [`limit:${show(one.limit.count)}/${show(one.limit.per)}`] : []), ...(one.requiresApproval ? ["approval"] : [])].join(" ")})`,
        ),
      ].join(" ")})`;
  }
}
