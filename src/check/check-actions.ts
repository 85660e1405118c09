/** THEN and DO: calls of declared actions, and what the alerting one says. */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { ActionCallPlan, ActionPlan, AlertPlan, Severity, Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import type { ActionCall, ActionDeclaration, Argument } from "../syntax/ast.ts";
import { isAssignable } from "../types/assignable.ts";
import { showType } from "../types/show.ts";
import { numberType, severityType, stringType } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { convertLiteral, literalTerm, namedType } from "./literals.ts";
import type { Env, Project } from "./scope.ts";

export type CheckedActions = { readonly alert: AlertPlan; readonly calls: readonly ActionCallPlan[] };
type RuleWords = { readonly title: string; readonly description?: string; readonly risk?: number; readonly span: Span };

/** The calls of a rule; undefined where one that alerts is missing or unreadable (reported). */
export function checkActions(calls: readonly ActionCall[], env: Env, words: RuleWords): CheckedActions | undefined {
  // A THEN that is missing or unreadable has been reported.
  if (calls.length === 0) return undefined;
  const plans = calls.flatMap((call) => checkActionCall(call, env) ?? []);
  const alerting = calls.map((call) => ({ call, action: env.project.actions.get(call.name.name) })).find((one) => one.action?.alerting);
  if (!alerting) {
    const unknown = calls.some((call) => !env.project.actions.has(call.name.name));
    const first = calls[0];
    if (!unknown && first) env.project.report(report.alertingMissing(first.span));
    return undefined;
  }
  const plan = plans.find((one) => one.span === alerting.call.span);
  const alert = plan ? alertOf(plan, alerting.call, env, words) : undefined;
  return alert ? { alert, calls: plans } : undefined;
}

/** A declared action, whose default values are literals. One with `severity` and `category` alerts. */
export function checkActionDeclaration(declaration: ActionDeclaration, project: Project): ActionPlan {
  const params = declaration.params.map((param) => {
    const type = namedType(param.type, project.report);
    const written = param.default ? literalTerm(param.default, project.report) : undefined;
    if (param.default && !written)
      project.report(report.constantNeeded(param.default.span, { what: `\`${param.name.name}\``, expected: "a literal" }));
    const value = written?.kind === "literal" ? convertLiteral(written, type, project.report) : written;
    return { name: param.name.name, type, ...(value ? { default: value } : {}) };
  });
  const names = new Set(params.map((param) => param.name));
  return { name: declaration.name.name, params, alerting: names.has("severity") && names.has("category"), span: declaration.name.span };
}

/** A call with its arguments by name; positional ones come first, in declared order. */
export function checkActionCall(call: ActionCall, env: Env): ActionCallPlan | undefined {
  const add = env.project.report;
  const action = env.project.actions.get(call.name.name);
  if (!action) {
    add(report.unknownAction(call.name.span, { name: call.name.name }, { help: didYouMean(call.name.name, env.project.actions.keys()) }));
    return undefined;
  }
  const args = new Map<string, Term>();
  let positional = 0;
  let broken = false;
  for (const argument of call.args) {
    const param = argument.name ? action.params.find((one) => one.name === argument.name?.name) : action.params[positional++];
    if (!param) {
      const names = action.params.map((one) => one.name);
      if (argument.name)
        add(
          report.unknownArgument(
            argument.name.span,
            { callee: action.name, name: argument.name.name },
            { help: didYouMean(argument.name.name, names) },
          ),
        );
      else add(report.tooManyArguments(argument.span, { callee: action.name, count: names.length }));
      broken = true;
      continue;
    }
    if (args.has(param.name)) add(report.duplicateName(argument.span, { name: param.name }));
    const term = checkArgument(argument, param, action.name, env);
    if (term) args.set(param.name, term);
    else broken = true;
  }
  for (const param of action.params) {
    if (args.has(param.name)) continue;
    // What an alerting action leaves out has the defaults of language.md §8.
    if (param.default && !(action.alerting && hasOwnDefault.has(param.name))) args.set(param.name, param.default);
    else if (!param.default && !broken) {
      add(report.missingArgument(call.span, { callee: action.name, name: param.name }));
      broken = true;
    }
  }
  if (action.name === "playbook") checkPlaybookName(call, args, env);
  return broken ? undefined : { action: action.name, args, span: call.span };
}

const hasOwnDefault: ReadonlySet<string> = new Set(["risk", "confidence", "description"]);

function checkArgument(argument: Argument, param: ActionPlan["params"][number], callee: string, env: Env): Term | undefined {
  const term = env.check.term(argument.value, { ...env, noState: "in an action" });
  if (term.type.kind === "poison") return undefined;
  if (isAssignable(term.type, param.type)) return term;
  env.project.report(
    report.typeMismatch(argument.value.span, {
      what: `\`${param.name}\` of \`${callee}\``,
      expected: showType(param.type),
      found: showType(term.type),
    }),
  );
  return undefined;
}

function checkPlaybookName(call: ActionCall, args: ReadonlyMap<string, Term>, env: Env): void {
  const [term] = args.values();
  if (term?.kind !== "literal" || typeof term.value !== "string") return;
  if (env.project.playbooks.has(term.value.toLowerCase())) return;
  env.project.report(
    report.unknownPlaybook(
      term.span ?? call.span,
      { name: term.value },
      { help: didYouMean(term.value.toLowerCase(), env.project.playbooks) },
    ),
  );
}

const risks: Readonly<Record<Severity, number>> = { CRITICAL: 80, HIGH: 60, MEDIUM: 40, LOW: 20, INFO: 0 };

function alertOf(plan: ActionCallPlan, call: ActionCall, env: Env, words: RuleWords): AlertPlan | undefined {
  const severity = severityOf(plan.args.get("severity"));
  const category = plan.args.get("category");
  if (severity === undefined || category?.kind !== "literal" || typeof category.value !== "string") {
    const name = severity === undefined ? "severity" : "category";
    env.project.report(
      report.constantArgument(call.span, {
        name,
        expected: name === "severity" ? "CRITICAL, HIGH, MEDIUM, LOW or INFO" : "one of the declared categories",
      }),
    );
    return undefined;
  }
  if (!env.project.input.categories.has(category.value)) {
    env.project.report(
      report.unknownCategory(
        category.span,
        { name: category.value },
        { help: didYouMean(category.value, env.project.input.categories.keys()) },
      ),
    );
  }
  const risk = plan.args.get("risk");
  const confidence = plan.args.get("confidence");
  const attackVector = plan.args.get("attack_vector");
  checkBounds(risk, "risk", 100, env);
  checkBounds(confidence, "confidence", 1, env);
  const text: Term = { kind: "literal", value: words.description ?? words.title, type: stringType, span: words.span };
  const certain: Term = { kind: "literal", value: 1, type: numberType, span: words.span };
  const isEmpty = attackVector?.kind === "literal" && attackVector.value === "";
  return {
    severity,
    category: category.value,
    risk: risk?.kind === "literal" && typeof risk.value === "number" ? risk.value : (words.risk ?? risks[severity]),
    confidence: confidence ?? certain,
    description: plan.args.get("description") ?? text,
    ...(attackVector && !isEmpty ? { attackVector } : {}),
  };
}

function checkBounds(term: Term | undefined, name: string, most: number, env: Env): void {
  if (term?.kind !== "literal" || typeof term.value !== "number") {
    if (term && name === "risk") env.project.report(report.constantArgument(term.span, { name, expected: `a number from 0 to ${most}` }));
    return;
  }
  if (term.value < 0 || term.value > most)
    env.project.report(report.outOfBounds(term.span, { name, expected: `a number from 0 to ${most}` }));
}

function severityOf(term: Term | undefined): Severity | undefined {
  if (term?.kind !== "literal" || severityType.kind !== "enum") return undefined;
  return severityType.values.includes(String(term.value)) ? (term.value as Severity) : undefined;
}
