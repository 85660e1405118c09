/** SEQUENCE: the rows of each step joined to the best begun match before them; ABSENT as rows between that take pairs away. */
import type { Sequence, Step } from "../../ir/state.ts";
import * as kql from "../../targets/kql/build.ts";
import { whereStages } from "../../targets/kql/hoist.ts";
import type { Expr, Named, Pipeline, Stage } from "../../targets/kql/query.ts";
import { type Answer, exceptions, outputOf, resultColumns, runTimes } from "./answer.ts";
import { type Builder, declare } from "./builder.ts";
import { besideUnderName, idOfLink, joinColumns, keyColumns, keyNames, type Link, linkOf, linkRows, whereStage } from "./chain.ts";
import { assumeOrder, isBefore, isWithin, ownPlace, type Place } from "./order.ts";
import { rowsOf } from "./rows.ts";
import { since } from "./scan.ts";

/** A step with the absences before it, and how often it must come in a row of its own events. */
type Stretch = { readonly link: Link; readonly absent: readonly Link[]; readonly run: number; readonly gapMs: number | undefined };

/** More repetitions than this are not written out one by one. */
const copiesMax = 4;

export function sequenceAnswer(builder: Builder, node: Sequence, extra: readonly (readonly string[])[]): Answer {
  const disorder = assumeOrder(builder);
  if (disorder) builder.account.refuse(node.span, disorder);
  const stretches = stretchesOf(builder, node);
  const links = stretches.flatMap(({ link, absent }) => [...absent, link]);
  const after =
    node.absentAfter &&
    linkOf(
      builder,
      "absent",
      node.absentAfter,
      stretches.map(({ link }) => link),
      "negative",
    );
  const last = stretches.at(-1);
  if (!last) throw new Error("aidr is wrong: a sequence without steps");
  const plan: Plan = {
    builder,
    node,
    stretches,
    names: keyNames(after ? [...links, after] : links),
    keepsAll:
      stretches.some(({ link, absent }) => [link, ...absent].some(({ step }) => step.reads.length > 0)) ||
      (after?.step.reads.length ?? 0) > 0,
    pastTimes: builder.reach.beforeMs === undefined ? [] : [since(builder, builder.reach.beforeMs)],
  };
  const excepted = exceptions(builder.rule, last.link.scope);
  const output = outputOf(builder, last.link.scope, extra);
  if (builder.account.refusals.length > 0) return { pipeline: nowhere, columns: [] };
  const begun = begin(plan);
  const completed = complete(plan, begun, output, excepted, after);
  return { pipeline: completed, columns: resultColumns(builder, output, last.link.scope) };
}

const nowhere: Pipeline = { source: { kind: "table", name: "" }, stages: [] };

type Plan = {
  readonly builder: Builder;
  readonly node: Sequence;
  readonly stretches: readonly Stretch[];
  /** Names of the key columns. */
  readonly names: readonly string[];
  /** Whether conditions read earlier steps, so that one begun match a step is not enough. */
  readonly keepsAll: boolean;
  readonly pastTimes: readonly Expr[];
};

/** Steps with their repetitions: written out where each is bounded or reads others, else as a run that `prev` looks back over. */
function stretchesOf(builder: Builder, node: Sequence): readonly Stretch[] {
  const made: Stretch[] = [];
  const taken = new Set(node.steps.map(({ name }) => name));
  for (const step of node.steps) {
    const earlier = made.map(({ link }) => link);
    const absent = step.absentBefore.map((absence, index) =>
      linkOf(builder, unusedName(taken, index === 0 ? "absent" : `absent_${index + 1}`), absence, earlier, "negative"),
    );
    const copies = copiesOf(builder, step);
    for (const [index, run] of copies.entries()) {
      const isLast = index === copies.length - 1;
      const name = isLast ? step.name : unusedName(taken, `${step.name}_${index + 1}`);
      const link = linkOf(builder, name, step, earlier, "positive");
      made.push({ link, absent: index === 0 ? absent : [], run, gapMs: step.gapMs });
    }
  }
  return made;
}

function unusedName(taken: Set<string>, wish: string): string {
  let name = wish;
  for (let count = 2; taken.has(name); count++) name = `${wish}_${count}`;
  taken.add(name);
  return name;
}

/** How many events each part of a repeated step stands for. */
function copiesOf({ account }: Builder, step: Step): readonly number[] {
  if (step.repeat === 1) return [1];
  const mustBeApart = step.gapMs !== undefined || step.reads.length > 0;
  if (!mustBeApart) return step.absentBefore.length > 0 ? [1, step.repeat - 1] : [step.repeat];
  if (step.repeat > copiesMax)
    account.refuse(step.span, {
      code: step.gapMs === undefined ? "step-reference" : "step-gap",
      reason: `REPEAT ${step.repeat} with ${step.gapMs === undefined ? "a condition on earlier steps" : "a bound on each gap"} would be ${step.repeat} joins`,
      alternative: `repeat at most ${copiesMax} times, leave out the ${step.gapMs === undefined ? "reference" : "WITHIN of the step"}, or run the rule in aidr and ship its alerts`,
    });
  return Array.from({ length: step.repeat }, () => 1);
}

/** Declares all steps but the last; the name of the last declared, if there is one. */
function begin(plan: Plan): string | undefined {
  let before: string | undefined;
  for (const [index, stretch] of plan.stretches.slice(0, -1).entries()) before = advance(plan, stretch, plan.stretches[index - 1], before);
  return before;
}

/** Rows of a step that go on from a begun match: its key, its place, when the match began, and what is carried. */
function advance(plan: Plan, stretch: Stretch, previous: Stretch | undefined, before: string | undefined): string {
  const { builder, names } = plan;
  const { link } = stretch;
  const rows = linkRows(builder, link, { names, times: plan.pastTimes, withId: true });
  const own = link.place;
  const stages = [...rows.stages, ...runStages(plan, stretch, own)];
  if (!previous || before === undefined)
    return declare(builder, link.name, { source: rows.source, stages: [...stages, ...firstStages(stretch, own)] }, { materialized: false });
  const paired = pairStages(plan, stretch, previous, before, own, besideUnderName(link));
  const unbroken = withoutBroken(plan, stretch, previous, { source: rows.source, stages: [...stages, ...paired] }, own, idOfLink(link));
  return declare(
    builder,
    link.name,
    { source: unbroken.source, stages: [...unbroken.stages, ...bestOf(plan, stretch)] },
    { materialized: false },
  );
}

/** A run of n: the place of its first event, looked up n − 1 rows before. */
function runStages({ names }: Plan, { link, run }: Stretch, own: Place, columns: readonly string[] = keyNamesOr(names)): readonly Stage[] {
  if (run === 1) return [];
  const back = (name: string, type: "datetime" | "long" | "dynamic"): Expr =>
    kql.call("prev", type, kql.column(name, type), kql.long(run - 1));
  const first = firstPlace(link);
  const same = columns.map((name): Named => ({ name: `first_${name}`, value: back(name, "dynamic") }));
  const sequence = own.sequence === "" ? [] : [{ name: first.sequence, value: back(own.sequence, "long") }];
  return [
    { kind: "sort", by: [...columns, own.time, ...(own.sequence === "" ? [] : [own.sequence])] },
    { kind: "extend", columns: [...same, { name: first.time, value: back(own.time, "datetime") }, ...sequence] },
    ...whereStage(...columns.map((name) => kql.compare("==", kql.column(`first_${name}`, "dynamic"), kql.column(name, "dynamic")))),
    { kind: "project-away", columns: same.map(({ name }) => name) },
  ];
}

function keyNamesOr(names: readonly string[]): readonly string[] {
  return names.length === 0 ? ["everyone"] : names;
}

/** Where the first event of a run lies. */
function firstPlace(link: Link): Place {
  return { time: `${link.name}_first_time`, sequence: link.place.sequence === "" ? "" : `${link.name}_first_sequence` };
}

function startPlace({ link, run }: Stretch, own: Place): Place {
  return run === 1 ? own : firstPlace(link);
}

/** The first step begins the match where it, or its run, begins. */
function firstStages(stretch: Stretch, own: Place): readonly Stage[] {
  return [{ kind: "extend", columns: [{ name: "start_time", value: kql.column(startPlace(stretch, own).time, "datetime") }] }];
}

/** Joins begun matches, of which the row goes on. */
function pairStages(plan: Plan, stretch: Stretch, previous: Stretch, before: string, own: Place, beside: Expr): readonly Stage[] {
  const { builder, node, names } = plan;
  const last = previous.link.place;
  const start = startPlace(stretch, own);
  const conditions = [
    isBefore(builder, last, start, "strictly"),
    isWithin({ time: "start_time", sequence: "" }, own, node.withinMs),
    ...(stretch.gapMs === undefined ? [] : [isWithin(last, own, stretch.gapMs)]),
  ];
  return [
    { kind: "join", how: "inner", right: { source: { kind: "table", name: before }, stages: [] }, on: joinColumns(names) },
    { kind: "project-away", columns: keyNamesOr(names).map((name) => `${name}1`) },
    { kind: "where", condition: kql.and(conditions) },
    ...whereStages(beside, { fresh: builder.fresh, known: new Map() }),
  ];
}

/** Pairs between which no event of an absence lies. */
function withoutBroken(plan: Plan, { absent, link }: Stretch, previous: Stretch, pairs: Pipeline, own: Place, id: string): Pipeline {
  const { builder, names } = plan;
  let rows = pairs;
  for (const absence of absent) {
    const name = declare(builder, `${link.name}_pairs`, rows, { materialized: true });
    const between = absence.place;
    const identity = identityOf(plan, previous, id);
    const broken = declare(
      builder,
      `${link.name}_broken`,
      {
        source: { kind: "table", name },
        stages: [
          {
            kind: "join",
            how: "inner",
            right: linkRows(builder, absence, { names, times: plan.pastTimes, withId: false }),
            on: joinColumns(names),
          },
          ...whereStage(isBefore(builder, previous.link.place, between, "strictly"), isBefore(builder, between, own, "strictly")),
          ...whereStages(besideUnderName(absence), { fresh: builder.fresh, known: new Map() }),
          { kind: "distinct", columns: identity },
        ],
      },
      { materialized: false, comment: "pairs with an event between that must not be there" },
    );
    rows = {
      source: { kind: "table", name },
      stages: [
        { kind: "join", how: "leftanti", right: { source: { kind: "table", name: broken }, stages: [] }, on: joinColumns(identity) },
      ],
    };
  }
  return rows;
}

/** What tells pairs apart: the ids of both events, of all steps where conditions read them. */
function identityOf({ stretches, keepsAll }: Plan, previous: Stretch, id: string): readonly string[] {
  const upTo = stretches.slice(0, stretches.indexOf(previous) + 1);
  return [...(keepsAll ? upTo : [previous]).map(({ link }) => idOfLink(link)), id];
}

/** Of the ways to come to an event the one that began last: it completes whenever the others would. With references all are kept. */
function bestOf({ keepsAll }: Plan, { link }: Stretch): readonly Stage[] {
  if (keepsAll) return [];
  return [{ kind: "summarize", aggregates: [latestStart], by: [{ name: idOfLink(link), value: kql.column(idOfLink(link), "string") }] }];
}

const latestStart: Named = { name: "", value: kql.call("arg_max", "datetime", kql.column("start_time", "datetime"), { kind: "all" }) };

/** The last step: full rows, joined to what began before, each event once. */
function complete(
  plan: Plan,
  before: string | undefined,
  output: readonly Named[],
  excepted: readonly Expr[],
  after: Link | undefined,
): Pipeline {
  const { builder, node, names, stretches } = plan;
  const last = stretches.at(-1);
  if (!last) return nowhere;
  const previous = stretches.at(-2);
  const { link } = last;
  const own = ownPlace(builder);
  const id = builder.mapping.id;
  const waitMs = node.absentAfter?.withinMs ?? 0;
  const keys = keyColumns(link, names);
  const carried = [...link.carried].map(([name, type]): Named => ({ name, value: kql.column(name, type) }));
  const order = own.sequence === "" ? [] : [{ name: own.sequence, value: kql.column(own.sequence, "long") }];
  // A run needs the rows before the run's candidates too; the times are asked when it is over.
  const times = last.run === 1 ? runTimes(builder, waitMs) : plan.pastTimes;
  const columns = [...new Map([...output, ...order, ...keys, ...carried].map((one) => [one.name, one])).values()];
  const rows = rowsOf(builder, link.scope, {
    condition: kql.and([link.own, ...(last.run === 1 ? excepted : [])]),
    output: columns,
    times,
    label: `${link.name}_events`,
    span: link.step.span,
  });
  const head = [
    ...rows.stages,
    ...runStages(plan, last, own),
    ...(last.run === 1
      ? []
      : whereStages(kql.and([...runTimes(builder, waitMs), ...excepted]), { fresh: builder.fresh, known: new Map() })),
  ];
  let found: Pipeline = { source: rows.source, stages: [...head, ...onlyStep(plan, last, own)] };
  if (previous && before !== undefined) {
    found = withoutBroken(
      plan,
      last,
      previous,
      { source: rows.source, stages: [...head, ...pairStages(plan, last, previous, before, own, link.beside)] },
      own,
      id,
    );
  }
  if (after) found = afterAbsence(plan, found, after, own, waitMs);
  const once: readonly Stage[] = previous
    ? [{ kind: "summarize", aggregates: [latestStart], by: [{ name: id, value: kql.column(id, "string") }] }]
    : [];
  return {
    source: found.source,
    stages: [
      ...found.stages,
      ...once,
      { kind: "project", columns: output.map(({ name, value }) => ({ name, value: kql.column(name, kql.typeOf(value)) })) },
    ],
  };
}

/** A sequence of one step: its run must fit into the window. */
function onlyStep({ node, stretches }: Plan, last: Stretch, own: Place): readonly Stage[] {
  if (stretches.length > 1) return [];
  if (last.run === 1) return [];
  return [{ kind: "where", condition: isWithin(firstPlace(last.link), own, node.withinMs) }];
}

/** Completed sequences whose time is up without the event that should have come. */
function afterAbsence(plan: Plan, found: Pipeline, after: Link, own: Place, waitMs: number): Pipeline {
  const { builder, names } = plan;
  const id = builder.mapping.id;
  const name = declare(builder, "completed", found, { materialized: true });
  const late = after.place;
  const ids = plan.keepsAll ? [...plan.stretches.slice(0, -1).map(({ link }) => idOfLink(link)), id] : [id];
  const broken = declare(
    builder,
    "answered",
    {
      source: { kind: "table", name },
      stages: [
        {
          kind: "join",
          how: "inner",
          right: linkRows(builder, after, { names, times: plan.pastTimes, withId: false }),
          on: joinColumns(names),
        },
        ...whereStage(isBefore(builder, own, late, "strictly"), isWithin(own, late, waitMs)),
        ...whereStages(besideUnderName(after), { fresh: builder.fresh, known: new Map() }),
        { kind: "distinct", columns: ids },
      ],
    },
    { materialized: false, comment: "sequences that were followed by the event in time" },
  );
  const now = kql.arithmetic("-", kql.call("now", "datetime"), { kind: "timespan", milliseconds: waitMs });
  const isOver: readonly Stage[] = builder.options.schedule
    ? []
    : [{ kind: "where", condition: kql.compare("<=", kql.column(own.time, "datetime"), now) }];
  return {
    source: { kind: "table", name },
    stages: [
      ...isOver,
      { kind: "join", how: "leftanti", right: { source: { kind: "table", name: broken }, stages: [] }, on: joinColumns(ids) },
    ],
  };
}
