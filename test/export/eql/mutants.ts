/** Small mistakes that an exporter could make, as changes of a printed query: what the comparison with the evaluator must notice. */
import type { EqlQuery, Node, Stage } from "./read-eql.ts";

export type Mutation = { readonly name: string; readonly change: (query: EqlQuery) => EqlQuery | undefined };

/** The first node for which `change` has an answer is replaced by it. */
function rewritten(node: Node, change: (node: Node) => Node | undefined): Node | undefined {
  const own = change(node);
  if (own) return own;
  switch (node.op) {
    case "and":
    case "or": {
      const left = rewritten(node.left, change);
      if (left) return { ...node, left };
      const right = rewritten(node.right, change);
      return right && { ...node, right };
    }
    case "not": {
      const of = rewritten(node.of, change);
      return of && { ...node, of };
    }
    default:
      return undefined;
  }
}

function inConditions(change: (node: Node) => Node | undefined): Mutation["change"] {
  return (query) => {
    if (query.kind === "events") {
      const where = rewritten(query.item.where, change);
      return where && { ...query, item: { ...query.item, where } };
    }
    if (query.kind === "sample") return undefined;
    for (const [at, stage] of query.stages.entries()) {
      const where = rewritten(stage.where, change);
      if (where) return { ...query, stages: query.stages.map((own, index) => (index === at ? { ...own, where } : own)) };
    }
    return undefined;
  };
}

type SequenceQuery = Extract<EqlQuery, { readonly kind: "sequence" }>;

function ofSequences(change: (query: SequenceQuery) => SequenceQuery | undefined): Mutation["change"] {
  return (query) => (query.kind === "sequence" ? change(query) : undefined);
}

const isNull = (node: Node): boolean => node.op === "==" && node.right.op === "value" && node.right.value === null;

/** The test of the event type is the same in any case. */
const isTypeTest = (node: Node): boolean => node.op === "field" && node.name.endsWith("event_type");

export const conditionMutations: readonly Mutation[] = [
  { name: "a null guard is gone", change: inConditions((node) => (node.op === "or" && isNull(node.left) ? node.right : undefined)) },
  {
    name: "a NOT is gone",
    change: inConditions((node) =>
      node.op === "not"
        ? node.of
        : node.op === "!=" && !(node.right.op === "value" && node.right.value === null)
          ? { ...node, op: "==" }
          : undefined,
    ),
  },
  { name: "OR for AND", change: inConditions((node) => (node.op === "and" ? { ...node, op: "or" } : undefined)) },
  { name: "AND for OR", change: inConditions((node) => (node.op === "or" ? { ...node, op: "and" } : undefined)) },
  {
    name: "case counts",
    change: inConditions((node) =>
      (node.op === "like" || node.op === "in" || node.op === "regex" || node.op === "call") && node.fold
        ? { ...node, fold: false }
        : undefined,
    ),
  },
  {
    name: "case does not count",
    change: inConditions((node) =>
      node.op === "==" && !isTypeTest(node.left) && node.right.op === "value" && typeof node.right.value === "string"
        ? { op: "in", fold: true, negated: false, of: node.left, choices: [node.right.value] }
        : undefined,
    ),
  },
  {
    name: "a wildcard is gone",
    change: inConditions((node) =>
      node.op === "like" && node.choices.some((one) => /^\*/.test(String(one)))
        ? { ...node, choices: node.choices.map((one) => String(one).replace(/^\*/, "")) }
        : undefined,
    ),
  },
  {
    name: "a regular expression without what may stand before",
    change: inConditions((node) =>
      node.op === "regex" && node.choices.some((one) => /^\.\*/.test(String(one)))
        ? { ...node, choices: node.choices.map((one) => String(one).replace(/^\.\*/, "")) }
        : undefined,
    ),
  },
  {
    name: "an entry of a list is gone",
    change: inConditions((node) =>
      (node.op === "in" || node.op === "like") && node.choices.length > 1 ? { ...node, choices: node.choices.slice(1) } : undefined,
    ),
  },
  {
    name: "<= for <",
    change: inConditions((node) => (node.op === "<" ? { ...node, op: "<=" } : node.op === ">" ? { ...node, op: ">=" } : undefined)),
  },
  {
    name: "< for <=",
    change: inConditions((node) => (node.op === "<=" ? { ...node, op: "<" } : node.op === ">=" ? { ...node, op: ">" } : undefined)),
  },
];

const withMaxspan = (by: number) =>
  ofSequences((query) => (query.maxspanMs === undefined ? undefined : { ...query, maxspanMs: query.maxspanMs + by }));
const changedRuns = (by: number) =>
  ofSequences((query) => {
    const at = query.stages.findIndex(({ runs }) => runs > 1);
    return at < 0
      ? undefined
      : { ...query, stages: query.stages.map((stage, index): Stage => (index === at ? { ...stage, runs: stage.runs + by } : stage)) };
  });

export const sequenceMutations: readonly Mutation[] = [
  { name: "maxspan without its millisecond less", change: withMaxspan(1) },
  { name: "maxspan a millisecond too short", change: withMaxspan(-1) },
  { name: "no key", change: ofSequences((query) => (query.by.length === 0 ? undefined : { ...query, by: [] })) },
  {
    name: "missing keys join",
    change: ofSequences((query) =>
      query.by.length === 0 ? undefined : { ...query, by: query.by.map((key) => ({ ...key, optional: true })) },
    ),
  },
  { name: "a run more", change: changedRuns(1) },
  { name: "a run less", change: changedRuns(-1) },
  { name: "no until", change: ofSequences((query) => (query.until ? { ...query, until: undefined } : undefined)) },
  {
    name: "no absence",
    change: ofSequences((query) =>
      query.stages.some(({ missing }) => missing) ? { ...query, stages: query.stages.filter(({ missing }) => !missing) } : undefined,
    ),
  },
  {
    name: "steps in the other order",
    change: ofSequences((query) => (query.stages.length === 2 ? { ...query, stages: [...query.stages].reverse() } : undefined)),
  },
];
