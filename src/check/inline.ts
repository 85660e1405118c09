/** Definitions are inlined where they are called: arguments are checked at the call, the body in its own file's names. */
import type { Term } from "../ir/plan.ts";
import type { Call } from "../syntax/ast.ts";
import { isAssignable } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { poison } from "./check-path.ts";
import { report } from "./diagnostics.ts";
import { namedType } from "./literals.ts";
import type { Bound, Entity, Env } from "./scope.ts";

export function inlineDefinition(call: Call, entity: Extract<Entity, { kind: "define" }>, env: Env): Term {
  const { declaration } = entity;
  const name = declaration.name.name;
  const key = `${entity.home}\n${name}`;
  const home = env.project.modules.get(entity.home);
  if (!home) return poison(call.span);
  if (env.inlining.includes(key)) {
    const cycle = [...env.inlining.slice(env.inlining.indexOf(key)), key].map((one) => `\`${one.split("\n")[1]}\``).join(" → ");
    env.project.report(report.recursiveDefinition(declaration.name.span, { name, cycle }));
    return poison(call.span);
  }
  const bindings = bindArguments(call, entity, env);
  if (!bindings) return poison(call.span);
  const inner: Env = { ...env, scope: home, bindings, inlining: [...env.inlining, key] };
  return env.check.term(declaration.body, inner);
}

function bindArguments(call: Call, entity: Extract<Entity, { kind: "define" }>, env: Env): Map<string, Bound> | undefined {
  const { declaration } = entity;
  const name = declaration.name.name;
  const add = env.project.report;
  const bindings = new Map<string, Bound>();
  let positional = 0;
  for (const argument of call.args) {
    const param = argument.name
      ? declaration.params.find((one) => one.name.name === argument.name?.name)
      : declaration.params[positional++];
    if (!param) {
      if (argument.name) add(report.unknownArgument(argument.name.span, { callee: name, name: argument.name.name }));
      else add(report.tooManyArguments(argument.span, { callee: name, count: declaration.params.length }));
      return undefined;
    }
    const expected = namedType(param.type, add);
    const term = env.check.term(argument.value, env);
    if (!isAssignable(term.type, expected)) {
      add(report.typeMismatch(argument.span, { what: `\`${name}\``, expected: showType(expected), found: showType(term.type) }));
      return undefined;
    }
    // A parameter has its declared type: what an open schema leaves open is read as that type.
    const typed: Term = term.type.kind === "any" && expected.kind !== "any" ? ({ ...term, type: expected } as Term) : term;
    bindings.set(param.name.name, { kind: "term", term: typed });
  }
  for (const param of declaration.params) {
    if (bindings.has(param.name.name)) continue;
    add(report.missingArgument(call.span, { callee: name, name: param.name.name }));
    return undefined;
  }
  return bindings;
}
