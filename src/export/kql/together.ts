/** TOGETHER: each step's rows in turn as the last one, joined to earlier rows of all others, no event twice. */
import type { Together } from "../../ir/state.ts";
import * as kql from "../../targets/kql/build.ts";
import type { Expr, Named, Pipeline, Stage } from "../../targets/kql/query.ts";
import { type Answer, exceptions, outputOf, resultColumns, runTimes } from "./answer.ts";
import { type Builder, declare } from "./builder.ts";
import { idOfLink, joinColumns, keyColumns, keyNames, type Link, linkOf, linkRows } from "./chain.ts";
import { assumeOrder, isBefore, isWithin, ownPlace } from "./order.ts";
import { rowsOf } from "./rows.ts";
import { since } from "./scan.ts";

export function togetherAnswer(builder: Builder, node: Together, extra: readonly (readonly string[])[]): Answer {
  const disorder = assumeOrder(builder);
  if (disorder) builder.account.refuse(node.span, disorder);
  const links = node.steps.map((step) => linkOf(builder, step.name, step, [], "positive"));
  const names = keyNames(links);
  const excepted = links.map((link) => exceptions(builder.rule, link.scope));
  const [first] = links;
  if (!first) throw new Error("aidr is wrong: TOGETHER without steps");
  for (const link of links.slice(1)) for (const [name, read] of link.scope.columns) first.scope.columns.set(name, read);
  // Columns of all steps: which of them the last event has differs from row to row.
  const output = outputOf(builder, first.scope, extra).filter(({ name }) => !isJoined(links, name));
  if (builder.account.refusals.length > 0) return { pipeline: { source: { kind: "table", name: "" }, stages: [] }, columns: [] };
  const times = builder.reach.beforeMs === undefined ? [] : [since(builder, builder.reach.beforeMs)];
  const tables = links.map((link) =>
    declare(builder, link.name, linkRows(builder, link, { names, times, withId: true }), { materialized: false }),
  );
  const id = builder.mapping.id;
  const parts = links.map((link, own): Pipeline => {
    const columns = [...new Map([...output, ...orderOf(builder), ...keyColumns(link, names)].map((one) => [one.name, one])).values()];
    const condition = kql.and([link.own, ...(excepted[own] ?? [])]);
    const rows = rowsOf(builder, link.scope, {
      condition,
      output: columns,
      times: runTimes(builder, 0),
      label: `${link.name}_events`,
      span: link.step.span,
    });
    const others = links.filter((_, index) => index !== own);
    const joins = others.flatMap((other, index) =>
      joinStages(builder, node, { other, table: tables[links.indexOf(other)] ?? "", names, before: others.slice(0, index) }),
    );
    return { source: rows.source, stages: [...rows.stages, ...joins, { kind: "project", columns: output.map(kept) }] };
  });
  const once: Stage = {
    kind: "summarize",
    aggregates: [{ name: "", value: kql.call("arg_max", "datetime", kql.column(builder.mapping.time, "datetime"), { kind: "all" }) }],
    by: [{ name: id, value: kql.column(id, "string") }],
  };
  const pipeline: Pipeline = { source: { kind: "union", parts }, stages: [once, { kind: "project", columns: output.map(kept) }] };
  return { pipeline, columns: resultColumns(builder, output, first.scope) };
}

function isJoined(links: readonly Link[], name: string): boolean {
  return links.some(({ scope }) => [...scope.groups.values()].some((group) => group.columns.has(name)));
}

function kept({ name, value }: Named): Named {
  return { name, value: kql.column(name, kql.typeOf(value)) };
}

function orderOf(builder: Builder): readonly Named[] {
  const { sequence } = ownPlace(builder);
  return sequence === "" ? [] : [{ name: sequence, value: kql.column(sequence, "long") }];
}

type Other = { readonly other: Link; readonly table: string; readonly names: readonly string[]; readonly before: readonly Link[] };

/** An earlier event of another step, that is none of those joined already. */
function joinStages(builder: Builder, node: Together, { other, table, names, before }: Other): readonly Stage[] {
  const own = ownPlace(builder);
  const place = other.place;
  const apart = before.map((one): Expr => kql.compare("!=", kql.column(idOfLink(one), "string"), kql.column(idOfLink(other), "string")));
  const keys = names.length === 0 ? ["everyone"] : names;
  return [
    { kind: "join", how: "inner", right: { source: { kind: "table", name: table }, stages: [] }, on: joinColumns(names) },
    { kind: "project-away", columns: keys.map((name) => `${name}1`) },
    { kind: "where", condition: kql.and([isWithin(place, own, node.withinMs), isBefore(builder, place, own, "strictly"), ...apart]) },
  ];
}
