/** What a lint is: a name, what it looks at, and what it says. Each is one file in `rules/`. */
import type { Fix, Label, Severity } from "../diagnostics/diagnostic.ts";
import type { Predicate, ProjectPlan, RulePlan, Term } from "../ir/plan.ts";
import type { Span } from "../source/span.ts";
import type * as ast from "../syntax/ast.ts";

export type LintRule = {
  /** Kebab-case; also the name of its file and its page. */
  readonly name: string;
  readonly topic: LintTopic;
  /** Unless `aidr.yaml` says otherwise. */
  readonly severity: Severity;
  /** What it reports, in one line of lower case. */
  readonly summary: string;
  readonly visit: LintVisit;
};

/** Severities of a project's own, by name of the lint. */
export type LintSettings = ReadonlyMap<string, LintLevel>;
export type LintLevel = Severity | "off";

/** What a lint is about; pages are listed by it. */
export type LintTopic = "meaning" | "matching" | "noise" | "state" | "cost" | "tuning" | "documentation" | "tests";

/**
 * What a lint looks at. Nodes of the tree are those of the files that were asked for; nodes of the plan are those of their rules, what a
 * definition brought in included: a finding that stands in another file is dropped, and one that is found twice is said once.
 */
export type LintVisit = {
  readonly declaration?: Handlers<ast.Declaration, Written>;
  readonly expr?: Handlers<ast.Expr, Written>;
  readonly rule?: (rule: PlannedRule, project: LintProject) => Findings;
  readonly predicate?: Handlers<Predicate, Planned>;
  readonly term?: Handlers<Term, Planned>;
  readonly project?: (project: LintProject) => Findings;
};

/** One function a kind of node. */
export type Handlers<N extends { readonly kind: string }, At> = {
  readonly [K in N["kind"]]?: (node: Extract<N, { readonly kind: K }>, at: At) => Findings;
};

export type Findings = Finding | readonly Finding[] | undefined;

/** A diagnostic whose name and severity are the lint's. */
export type Finding = {
  readonly span: Span;
  readonly message: string;
  readonly help?: readonly string[];
  readonly labels?: readonly Label[];
  readonly fixes?: readonly Fix[];
};

/** Where a node of the tree stands. */
export type Written = { readonly module: ast.Module; readonly declaration: ast.Declaration; readonly project: LintProject };
/** Where a node of a plan stands. */
export type Planned = { readonly rule: PlannedRule; readonly project: LintProject };

export type PlannedRule = { readonly plan: RulePlan; readonly node: ast.Rule; readonly module: ast.Module };

export type LintProject = {
  /** Every module that was read, also what the files asked for import. */
  readonly modules: readonly ast.Module[];
  /** For each module: written import path → file name of the module it means. */
  readonly imports: ReadonlyMap<string, ReadonlyMap<string, string>>;
  /** Names of the files that were asked for and have no error. */
  readonly files: ReadonlySet<string>;
  readonly plan: ProjectPlan;
  /** Enabled rules of those files. */
  readonly rules: readonly PlannedRule[];
  /** Whether everything that could use a name of these files was read, without an error. */
  readonly isWhole: boolean;
  /** Cases by rule id; absent where the caller has no test files to show. */
  readonly tests?: ReadonlyMap<string, readonly CaseFact[]>;
  /** Absent where the project exports to nowhere. */
  readonly exports?: ExportFacts;
  readonly textOf: (span: Span) => string;
};

/** Why none of the targets that a project exports to can say a rule; nothing when one of them can. */
export type ExportFacts = (plan: RulePlan) => readonly RefusedBy[];

/** A target and what it says first against a rule. */
export type RefusedBy = { readonly target: string; readonly construct: Span; readonly reason: string; readonly alternative: string };

/** Of a case of `*.test.yaml`: whether it expects an alert. */
export type CaseFact = { readonly name: string; readonly fires: boolean; readonly span: Span };
