/** NEW, FREQUENCY, PREVIOUS and SEEN IN: the past of a key, without the event in hand. */
import type { Unsupported } from "../../builtins/lowering.ts";
import { unsupported } from "../../builtins/lowering.ts";
import { asText } from "../../builtins/spl/compare.ts";
import { isNumeric, valueKind } from "../../builtins/spl/operands.ts";
import type { Test } from "../../ir/plan.ts";
import type { Frequency, Novelty, Previous, Seen } from "../../ir/state.ts";
import { and, arithmetic, call, choose, compare, field, nothing, number, text } from "../../targets/spl/build.ts";
import type { Polarity } from "../account.ts";
import type { Lowering } from "../context.ts";
import type { Making } from "./context.ts";
import { memoryCap, streamCap } from "./context.ts";
import { timeColumn } from "./fields.ts";
import type { Made } from "./kept.ts";
import { finished, keptBy, singleValue, valued } from "./kept.ts";
import type { Kept } from "./plan.ts";

/** NEW and FREQUENCY: how many past events there are, and how many of them have this value. */
export function pastShare(node: Novelty | Frequency, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const value = singleValue(node.value, making, context);
  if (!value.ok) return value;
  const { plan } = making;
  memoryCap(making);
  const { term, prepare } = value.query;
  const isNovelty = node.kind === "novelty";
  const [all, same, as] = [plan.name("past"), plan.name("same"), plan.name(isNovelty ? "new" : "frequency")];
  return (depth) => {
    const { index } = plan.add(depth, {
      kind: "window",
      ...kept,
      prepare: [...kept.prepare, ...prepare],
      withinMs: node.overMs,
      measures: [
        { kind: "total", as: all },
        { kind: "same", value: term, as: same },
      ],
    });
    // The event in hand is no part of its past.
    const own = field(`aidr_in${index}`);
    const others = arithmetic(field(all), "-", own);
    const having = arithmetic(field(same), "-", own);
    const enough = compare(others, ">=", number(isNovelty ? node.samplesMin : Math.max(1, node.samplesMin)));
    const hasValue = call("isnotnull", term);
    const result = isNovelty
      ? choose(and([hasValue, enough, compare(having, "==", number(0))]), text("true"), text("false"))
      : choose(and([hasValue, enough]), arithmetic(having, "/", others), nothing);
    return finished(making, depth, kept, as, result, { kind: isNovelty ? "boolean" : "number" });
  };
}

/** The value of the kept event before, marked with `=` so that an event without a value is told from no event. */
export function previous(node: Previous, kept: Kept, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const value = singleValue(node.value, making, context);
  if (!value.ok) return value;
  const refused = streamCap(making);
  if (refused) return refused;
  const { plan } = making;
  const { term, shape, prepare } = value.query;
  const [as, result] = [plan.name("before"), plan.name("previous")];
  return (depth) => {
    const values = new Map([[as, call("coalesce", asText(term), text("-"))]]);
    const { memory } = plan.add(depth, {
      kind: "look-back",
      ...kept,
      prepare: [...kept.prepare, ...prepare],
      values,
      asTime: plan.name("before_ms"),
    });
    const asTime = memory.kind === "look-back" ? memory.asTime : "";
    const isThere = compare(call("substr", field(as), number(1), number(1)), "==", text("="));
    const recent =
      node.withinMs === undefined ? [] : [compare(arithmetic(field(timeColumn), "-", field(asTime)), "<", number(node.withinMs))];
    const read = call("substr", field(as), number(2));
    const found = choose(and([isThere, ...recent]), isNumeric(shape) ? call("tonumber", read) : read, nothing);
    return finished(making, depth, kept, result, found, shape);
  };
}

export function makeSeen(node: Test, seen: Seen, polarity: Polarity, making: Making, context: Lowering<"spl">): Made | Unsupported {
  const kept = keptBy(seen, polarity, making, context);
  if ("ok" in kept) return kept;
  const [asked, value] = [singleValue(node.subject, making, context), singleValue(seen.value, making, context)];
  if (!asked.ok) return asked;
  if (!value.ok) return value;
  if (valueKind(asked.query.shape) !== valueKind(value.query.shape))
    return unsupported(
      "wrong-kind",
      `\`${asked.query.name}\` and \`${value.query.name}\` are of different kinds`,
      "compare values of one kind",
    );
  const { plan } = making;
  memoryCap(making);
  const as = plan.name("seen");
  const of = valued(kept, value.query);
  return (depth) => {
    plan.add(depth, {
      kind: "window",
      ...of,
      prepare: [...of.prepare, ...asked.query.prepare],
      withinMs: seen.withinMs,
      measures: [{ kind: "same", value: value.query.term, asked: asked.query.term, as }],
    });
    return finished(making, depth, kept, as, choose(call("isnotnull", asked.query.term), field(as), number(0)), { kind: "number" });
  };
}
