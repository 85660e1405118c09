/** Where a path leads on one event, and the static type of what stands there: all the typing that evaluation needs. */
import { fieldAt } from "../../src/schema/event-type.ts";
import type * as ast from "../../src/syntax/ast.ts";
import { type Type, anyType, booleanType, numberType, regexType, stringType, timestampType, durationType } from "../../src/types/type.ts";
import { libraryReturns } from "./library.ts";
import { pathText, type Project } from "./project.ts";
import { property } from "./reading.ts";
import type { Evaluate, Scope } from "./scope.ts";
import { writtenType } from "./project.ts";

type Path = ast.NameExpr | ast.Member | ast.Index;
type Place = { readonly raw: unknown; readonly type: Type; readonly baseline?: { readonly value: ast.Expr; readonly file: string } };

/** The raw value at a path, before its type is asked for. */
export function locate(expr: Path, scope: Scope, evaluate: Evaluate): Place {
  if (expr.kind === "name") return locateName(expr.name, scope);
  const object = expr.object;
  const key = expr.kind === "member" ? expr.key.name : expr.index.value;
  const bound = object.kind === "name" ? scope.names.get(object.name) : undefined;
  if (bound?.kind === "event" && typeof key === "string")
    return { raw: property(bound.entry.event, key), type: rootType(key, bound.types, scope.world.project) };
  const inner = isPath(object) ? locate(object, scope, evaluate) : { raw: evaluate(object, scope), type: typeOf(object, scope) };
  if (typeof key === "number")
    return { raw: Array.isArray(inner.raw) ? inner.raw[key] : undefined, type: inner.type.kind === "list" ? inner.type.of : anyType };
  const baseline = bound ? undefined : scope.world.project.baselines.get(pathText(expr));
  return { raw: property(inner.raw, key), type: keyType(inner.type, key), ...(baseline && { baseline }) };
}

function isPath(expr: ast.Expr): expr is Path {
  return expr.kind === "name" || expr.kind === "member" || expr.kind === "index";
}

function locateName(name: string, scope: Scope): Place {
  const bound = scope.names.get(name);
  if (bound?.kind === "value") return { raw: bound.value, type: bound.type };
  return { raw: property(scope.entry.event, name), type: rootType(name, scope.types, scope.world.project) };
}

function rootType(name: string, types: readonly string[], project: Project): Type {
  for (const type of types) {
    const record = project.model.types.get(type)?.record;
    const field = record && fieldAt(record, [name]);
    if (field) return field.type;
  }
  return project.model.shared.get(name)?.type ?? anyType;
}

function keyType(type: Type, key: string): Type {
  return type.kind === "record" ? (type.fields.get(key)?.type ?? anyType) : anyType;
}

/** The static type of an expression; only lists, paths and calls are told apart further than their kind. */
export function typeOf(expr: ast.Expr, scope: Scope): Type {
  switch (expr.kind) {
    case "string":
    case "constant":
      return stringType;
    case "number":
    case "arithmetic":
    case "negate":
      return numberType;
    case "duration":
      return durationType;
    case "date":
      return timestampType;
    case "pattern":
      return regexType;
    case "list":
      return { kind: "list", of: expr.items[0] ? typeOf(expr.items[0], scope) : anyType };
    case "group":
      return typeOf(expr.inner, scope);
    case "name":
      return nameType(expr.name, scope);
    case "member":
      return memberType(expr, scope);
    case "index": {
      const object = typeOf(expr.object, scope);
      return object.kind === "list" ? object.of : typeof expr.index.value === "string" ? keyType(object, expr.index.value) : anyType;
    }
    case "call":
      return callType(expr, scope);
    case "state":
      return expr.word === "NEW" ? booleanType : expr.word === "PREVIOUS" && expr.value ? typeOf(expr.value, scope) : numberType;
    default:
      return booleanType;
  }
}

function nameType(name: string, scope: Scope): Type {
  const bound = scope.names.get(name);
  if (bound && bound.kind !== "event") return bound.type;
  const named = scope.world.project.lookup(scope.file, name);
  if (named?.kind === "list") return named.type;
  if (named?.kind === "param") return named.type ?? ("expr" in named.value ? typeOf(named.value.expr, scope) : anyType);
  return rootType(name, scope.types, scope.world.project);
}

function memberType(expr: ast.Member, scope: Scope): Type {
  const bound = expr.object.kind === "name" ? scope.names.get(expr.object.name) : undefined;
  if (bound?.kind === "event") return rootType(expr.key.name, bound.types, scope.world.project);
  return keyType(typeOf(expr.object, scope), expr.key.name);
}

function callType(expr: ast.Call, scope: Scope): Type {
  if (expr.name.name === "SCORE") return numberType;
  const defined = scope.world.project.lookup(scope.file, expr.name.name);
  if (defined?.kind !== "define")
    return libraryReturns(
      expr.name.name,
      expr.args.map((argument) => typeOf(argument.value, scope)),
    );
  const names = new Map(
    defined.define.params.map((param) => [param.name.name, { kind: "value" as const, value: undefined, type: writtenType(param.type) }]),
  );
  return typeOf(defined.define.body, { ...scope, file: defined.file, names });
}
