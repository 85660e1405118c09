/** Which fires a corpus of events must bring: the text of an `--expect` file as data. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import { checkShape } from "../schema/shape.ts";
import { validate as validateBacktest } from "../schema/validators/backtest.generated.ts";
import { entryOf, readYaml, textOf, type YamlNode } from "../schema/yaml-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { report } from "./diagnostics.ts";

/** An alert fits when the rule and everything else that is named agree. */
export type ExpectedFire = {
  readonly rule: string;
  readonly session?: string;
  readonly user?: string;
  /** Id of the completing event. */
  readonly event?: string;
  /** Exactly so many; absent: at least one. */
  readonly count?: number;
  readonly span: Span;
};

export type Expectations = {
  readonly fires: readonly ExpectedFire[];
  /** Rules that must not fire at all. */
  readonly quiet: readonly { readonly rule: string; readonly span: Span }[];
};

/** Rules that are not loaded are mistakes: of them nothing could ever come. */
export function readExpectations(source: SourceFile, rules: ReadonlySet<string>): Result<Expectations> {
  const tree = readYaml(source);
  const problems = tree.diagnostics.length > 0 ? tree.diagnostics : checkShape(validateBacktest, tree.value);
  if (problems.length > 0) return { value: { fires: [], quiet: [] }, diagnostics: problems };
  const diagnostics: Diagnostic[] = [];
  const known = (rule: string, span: Span): void => {
    if (!rules.has(rule)) diagnostics.push(report.unknownExpectedRule(span, { rule }, { help: didYouMean(rule, rules) }));
  };
  const fires = itemsOf(entryOf(tree.value, "expect")?.value).map((item): ExpectedFire => {
    const rule = textAt(item, "rule") ?? "";
    known(rule, entryOf(item, "rule")?.value.span ?? item.span);
    const [session, user, event, count] = [textAt(item, "session"), textAt(item, "user"), textAt(item, "event"), numberAt(item, "count")];
    return {
      rule,
      ...(session === undefined ? {} : { session }),
      ...(user === undefined ? {} : { user }),
      ...(event === undefined ? {} : { event }),
      ...(count === undefined ? {} : { count }),
      span: item.span,
    };
  });
  const quiet = itemsOf(entryOf(tree.value, "quiet")?.value).map((item) => {
    const rule = textOf(item) ?? "";
    known(rule, item.span);
    return { rule, span: item.span };
  });
  return { value: { fires, quiet }, diagnostics };
}

function itemsOf(node: YamlNode | undefined): readonly YamlNode[] {
  return node?.kind === "list" ? node.items : [];
}

function textAt(node: YamlNode, key: string): string | undefined {
  const value = entryOf(node, key)?.value;
  return value === undefined ? undefined : textOf(value);
}

function numberAt(node: YamlNode, key: string): number | undefined {
  const value = entryOf(node, key)?.value;
  return value?.kind === "scalar" && typeof value.value === "number" ? value.value : undefined;
}
