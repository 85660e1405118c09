/** Names, fields, members and indexes: from what was written to what it reads. */
import { didYouMean } from "../diagnostics/suggest.ts";
import type { Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import { coverSpans } from "../source/span.ts";
import type { Expr, Index, Member, NameExpr } from "../syntax/ast.ts";
import { mergeRecords } from "./event-view.ts";
import { showType } from "../types/show.ts";
import { anyType, poisonType, type Field, type RecordType, type Type } from "../types/type.ts";
import { report } from "./diagnostics.ts";
import { type Bound, type Env, type EventView, pathKey, showPath } from "./scope.ts";
import { entityTerm } from "./check-declarations.ts";

type KeyAccess = { readonly kind: "key"; readonly key: string; readonly span: Span };
export type Access = KeyAccess | { readonly kind: "index"; readonly index: number; readonly span: Span };
export type Path = { readonly root: NameExpr; readonly accesses: readonly Access[]; readonly span: Span };

/** A name with its members and indexes, or undefined where the chain begins with something else. */
export function pathOf(expr: Expr): Path | undefined {
  const accesses: Access[] = [];
  let at: Expr = expr;
  while (at.kind === "member" || at.kind === "index") {
    accesses.unshift(accessOf(at));
    at = at.object;
  }
  return at.kind === "name" ? { root: at, accesses, span: expr.span } : undefined;
}

export function poison(span: Span): Term {
  return { kind: "literal", value: undefined, type: poisonType, span };
}

/** A name, member or index as a term; reports what it cannot find and gives poison for it. */
export function checkPath(path: Path, env: Env): Term {
  const { root } = path;
  const bound = root.quoted ? undefined : env.bindings.get(root.name);
  if (bound) return boundTerm(path, bound, env);
  const entity = root.quoted ? undefined : env.scope.names.get(root.name);
  if (entity) {
    if (entity.kind === "define") {
      env.project.report(
        report.unknownField(
          root.span,
          { field: root.name, event: env.view?.label ?? "this file" },
          { help: [`\`${root.name}\` is a definition: call it, \`${root.name}(…)\``] },
        ),
      );
      return poison(path.span);
    }
    return applyAccesses(entityTerm(env.project, entity), path.accesses, env);
  }
  return fieldTerm(path, env);
}

/** Members and indexes of a term that is no path: `entities(x)[0]`. */
export function applyAccesses(start: Term, accesses: readonly Access[], env: Env): Term {
  let term = start;
  for (const access of accesses) {
    const span = coverSpans(start.span, access.span);
    if (term.type.kind === "poison") return poison(span);
    if (access.kind === "index") {
      const of = term.type.kind === "list" ? term.type.of : term.type.kind === "any" ? anyType : undefined;
      if (!of) {
        env.project.report(report.badIndex(access.span, { found: showType(term.type), index: access.index }));
        return poison(span);
      }
      term = { kind: "element", of: term, index: access.index, type: of, span };
    } else {
      const field = memberField(term.type, access);
      if (!field) {
        reportNoMember(term.type, access, env);
        return poison(span);
      }
      term = { kind: "member", of: term, key: access.key, type: field.type, span };
    }
  }
  return term;
}

function accessOf(node: Member | Index): Access {
  if (node.kind === "member") return { kind: "key", key: node.key.name, span: node.key.span };
  if (node.index.kind === "string") return { kind: "key", key: node.index.value, span: node.index.span };
  return { kind: "index", index: node.index.value, span: node.index.span };
}

/** Longest prefix of keys; what begins with an index is read from the value. */
function splitAtIndex(accesses: readonly Access[]): { keys: KeyAccess[]; rest: readonly Access[] } {
  const keys: KeyAccess[] = [];
  for (const [position, access] of accesses.entries()) {
    if (access.kind === "index") return { keys, rest: accesses.slice(position) };
    keys.push(access);
  }
  return { keys, rest: [] };
}

function boundTerm(path: Path, bound: Bound, env: Env): Term {
  const { root } = path;
  if (bound.kind === "term") return applyAccesses({ ...bound.term, span: bound.term.span }, path.accesses, env);
  if (bound.kind === "forbidden") {
    env.project.report(report.stateReadsName(root.span, { name: root.name, word: bound.word }));
    return poison(path.span);
  }
  if (bound.kind === "variable" || bound.kind === "parameter") return variableTerm(path, bound.type, env);
  const { keys, rest } = splitAtIndex(path.accesses);
  if (keys.length === 0) {
    env.project.report(
      report.unknownField(
        root.span,
        { field: root.name, event: bound.view.label },
        { help: [`\`${root.name}\` is a step: read one of its fields, \`${root.name}.user.id\``] },
      ),
    );
    return poison(path.span);
  }
  const found = lookUp(bound.view.record, keys, bound.view, env, [root.name]);
  if (!found) return poison(path.span);
  const span = coverSpans(root.span, keys.at(-1)?.span ?? root.span);
  const term: Term = { kind: "binding", name: root.name, path: keys.map((key) => key.key), type: found.type, span };
  return applyAccesses(term, rest, env);
}

function variableTerm(path: Path, type: Type, env: Env): Term {
  const { keys, rest } = splitAtIndex(path.accesses);
  let at: Type = type;
  for (const key of keys) {
    if (at.kind === "poison") return poison(path.span);
    const field = memberField(at, key);
    if (!field) {
      reportNoMember(at, key, env);
      return poison(path.span);
    }
    at = field.type;
  }
  const span = coverSpans(path.root.span, keys.at(-1)?.span ?? path.root.span);
  return applyAccesses({ kind: "binding", name: path.root.name, path: keys.map((key) => key.key), type: at, span }, rest, env);
}

function fieldTerm(path: Path, env: Env): Term {
  const { root } = path;
  if (!env.view) {
    const names = [...env.scope.names.keys(), ...env.bindings.keys()];
    env.project.report(report.noEventHere(root.span, { name: root.name }, { help: didYouMean(root.name, names) }));
    return poison(path.span);
  }
  const { keys, rest } = splitAtIndex(path.accesses);
  const all: KeyAccess[] = [{ kind: "key", key: root.name, span: root.span }, ...keys];
  const found = lookUp(env.view.record, all, env.view, env, []);
  if (!found) return poison(path.span);
  const segments = all.map((key) => key.key);
  const span = coverSpans(root.span, all.at(-1)?.span ?? root.span);
  if (env.viewBinding !== undefined) {
    return applyAccesses({ kind: "binding", name: env.viewBinding, path: segments, type: found.type, span }, rest, env);
  }
  const fallback = env.project.baselines.get(pathKey(segments));
  const term: Term = { kind: "field", path: segments, type: found.type, optional: found.optional, ...(fallback ? { fallback } : {}), span };
  return applyAccesses(term, rest, env);
}

type Found = { readonly type: Type; readonly optional: boolean };

/** Walks keys through records, narrowed by what is known of the event; reports the first key that is not there. */
function lookUp(start: RecordType, keys: readonly KeyAccess[], view: EventView, env: Env, prefix: readonly string[]): Found | undefined {
  let at: Type = start;
  let optional = false;
  const walked: string[] = [];
  for (const key of keys) {
    const field = memberField(at, key);
    if (!field) {
      reportUnknown(at, key, walked, view, env, prefix);
      return undefined;
    }
    optional ||= field.optional;
    walked.push(key.key);
    at = prefix.length === 0 ? narrowed(walked, field.type, env) : field.type;
  }
  return { type: at, optional };
}

/** `tool_call.params` has the parameters of the tools that an earlier part of the AND allows. */
function narrowed(path: readonly string[], type: Type, env: Env): Type {
  if (path.length !== 2 || path[0] !== "tool_call" || path[1] !== "params" || env.project.model.tools.size === 0) return type;
  const names = env.facts.get(pathKey(["tool_call", "tool"]))?.equals;
  if (!names || names.length === 0) return type;
  const records: RecordType[] = [];
  for (const name of names) {
    const tool = env.project.model.tools.get(name);
    if (!tool) return type;
    records.push(tool.params);
  }
  const [first, ...rest] = records;
  return first ? rest.reduce(mergeRecords, first) : type;
}

const unknownValue: Field = { type: anyType, optional: true, summary: "" };

function memberField(type: Type, access: KeyAccess): Field | undefined {
  if (type.kind === "any") return unknownValue;
  if (type.kind === "poison") return { ...unknownValue, type: poisonType };
  if (type.kind !== "record") return undefined;
  return type.fields.get(access.key) ?? (type.open ? unknownValue : undefined);
}

function reportNoMember(type: Type, access: Access, env: Env): void {
  if (access.kind !== "key") return;
  const help =
    type.kind === "list"
      ? [`test the elements: \`ANY v IN …: v.${access.key} …\``]
      : type.kind === "record"
        ? didYouMean(access.key, type.fields.keys())
        : [];
  env.project.report(report.fieldOfValue(access.span, { found: showType(type), field: access.key }, { help }));
}

function reportUnknown(type: Type, key: KeyAccess, walked: readonly string[], view: EventView, env: Env, prefix: readonly string[]): void {
  if (type.kind !== "record") return reportNoMember(type, key, env);
  const field = showPath([...prefix, ...walked, key.key]);
  const isRoot = walked.length === 0 && prefix.length === 0;
  // The name may be in an import or a declaration that could not be read, which has been reported.
  if (isRoot && env.scope.module.isPartial) return;
  const locals = isRoot ? [...env.scope.names.keys(), ...env.bindings.keys()] : [];
  const near = didYouMean(key.key, [...type.fields.keys(), ...locals]);
  const owners = isRoot
    ? [...env.project.model.types.values()].filter((other) => other.ownFields.has(key.key)).map((other) => `\`${other.name}\``)
    : [];
  const help = near.length > 0 ? near : owners.length > 0 ? [`event types that have \`${key.key}\`: ${owners.join(", ")}`] : [];
  const fixes = fixOf(near, key);
  env.project.report(report.unknownField(key.span, { field, event: view.label }, { help, fixes }));
}

function fixOf(near: readonly string[], key: { readonly span: Span }) {
  const only = near[0] === undefined ? undefined : /^did you mean `([^`]+)`\?$/.exec(near[0])?.[1];
  return only === undefined ? [] : [{ title: `write \`${only}\``, safe: false, edits: [{ span: key.span, text: only }] }];
}
