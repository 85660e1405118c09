/** What a name can mean where an expression stands: the project, the file, the event in hand, the local names. */
import type { Diagnostic } from "../diagnostics/diagnostic.ts";
import type { ActionPlan, Predicate, Term } from "../ir/plan.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { Define, Expr, ExtendList, List, Module, Param } from "../syntax/ast.ts";
import type { RecordType, Type } from "../types/type.ts";
import type { CheckInput } from "./input.ts";

export type Project = {
  readonly input: CheckInput;
  readonly model: EventModel;
  readonly modules: ReadonlyMap<string, ModuleScope>;
  readonly actions: Map<string, ActionPlan>;
  /** `BASELINE path = …`, by `pathKey`. */
  readonly baselines: Map<string, Term>;
  /** Playbook titles (lower case) and ids. */
  readonly playbooks: Set<string>;
  /** Which list each EXTEND LIST means. */
  readonly extensions: Map<ExtendList, List>;
  /** Values of a list, extensions included, and of a parameter; made on first use. */
  readonly values: Map<List | Param, Term>;
  readonly report: (diagnostic: Diagnostic) => void;
};

export type ModuleScope = { readonly module: Module; readonly names: ReadonlyMap<string, Entity> };

export type Entity =
  | { readonly kind: "list"; readonly declaration: List; readonly home: string }
  | { readonly kind: "param"; readonly declaration: Param; readonly home: string }
  | { readonly kind: "define"; readonly declaration: Define; readonly home: string };

/** The event that fields are read from: of which types it may be, and what it then has. */
export type EventView = {
  readonly types: readonly string[];
  readonly record: RecordType;
  /** How a message calls it. */
  readonly label: string;
};

/** What a local name stands for. */
export type Bound =
  /** Argument of a DEFINE. */
  | { readonly kind: "term"; readonly term: Term }
  /** Parameter of a DEFINE that is checked where it stands; its argument is not known yet. */
  | { readonly kind: "parameter"; readonly type: Type }
  /** Variable of a quantifier. */
  | { readonly kind: "variable"; readonly type: Type }
  /** An earlier step of the sequence. */
  | { readonly kind: "step"; readonly view: EventView }
  /** Belongs to the event in hand, and this is inside a term that looks at other events. */
  | { readonly kind: "forbidden"; readonly word: string };

export type Env = {
  readonly project: Project;
  readonly scope: ModuleScope;
  readonly view: EventView | undefined;
  /** In a playbook, fields are the alert's: read through a binding of this name. */
  readonly viewBinding?: string;
  readonly bindings: ReadonlyMap<string, Bound>;
  readonly facts: Facts;
  /** What FROM means where it is left out. */
  readonly from: EventView | undefined;
  /** Why no state term may stand here, if so: "in an action's argument". */
  readonly noState?: string;
  /** Definitions being inlined, for recursion. */
  readonly inlining: readonly string[];
  readonly quantifiers: number;
  /** The two ways to check an expression, handed down so that the files of the checker form no circle. */
  readonly check: Checker;
};

export type Checker = {
  readonly condition: (expr: Expr, env: Env) => Predicate;
  readonly term: (expr: Expr, env: Env) => Term;
};

/** What is known of paths because an earlier part of an AND held, by `pathKey`. */
export type Facts = ReadonlyMap<string, Fact>;
/** `equals`: the only strings that the path can be. */
export type Fact = { readonly equals?: readonly string[] };

export const noFacts: Facts = new Map();

export function pathKey(path: readonly string[]): string {
  return JSON.stringify(path);
}

/** `a.b` as a user writes it, with backticks where a segment needs them. */
export function showPath(path: readonly string[]): string {
  return path.map((segment) => (/^[A-Za-z_][A-Za-z0-9_]*$/.test(segment) ? segment : `\`${segment}\``)).join(".");
}

export function withBinding(env: Env, name: string, bound: Bound): Env {
  const bindings = new Map(env.bindings);
  bindings.set(name, bound);
  return { ...env, bindings };
}
