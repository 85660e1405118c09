/** Each form and its NOT, on every field missing, null, empty, of another type, and at or beside what the rule asks for: where translations go wrong first. */
import { describe, expect, it } from "vitest";
import { standardModel } from "../../property/model.ts";
import type { Json, JsonRecord } from "../carried.ts";
import { bundledMapping } from "../mapping.ts";
import { interestsOf } from "../streams.ts";
import { exported, judge, printers } from "./agree.ts";
import { everyForm, ruleOfForm } from "./forms.ts";

const mapping = bundledMapping("elastic-ecs");
const absent = Symbol("absent");
const odd: readonly (Json | typeof absent)[] = [
  absent,
  null,
  "",
  " ",
  [],
  {},
  [null],
  [[]],
  0,
  -1,
  1e21,
  true,
  false,
  "alpha",
  ["alpha"],
  [["alpha"]],
  ["alpha", 7, null],
  { a: 1 },
  "ſ",
  "\u212a",
  "é",
  "\n",
  "*",
];

function around(value: Json): readonly Json[] {
  if (typeof value === "number") return [value, value + 1, value - 1, value + 0.5, -value, String(value)];
  if (typeof value !== "string") return [value];
  const swapped = value.replace(/./gu, (letter) => (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()));
  const texts = [
    value,
    swapped,
    value.toUpperCase(),
    ` ${value}`,
    `${value} `,
    `x${value}x`,
    `é${value}`,
    `${value}\n`,
    value.slice(1),
    value.slice(0, -1),
  ];
  return [...texts, value.replace(/s/gi, "ſ"), value.replace(/k/gi, "\u212a"), [value], [swapped, "other"], ["other", value]];
}

function at(event: JsonRecord, path: readonly string[], value: Json | typeof absent): JsonRecord {
  const [key = "", ...rest] = path;
  const { [key]: old, ...others } = event;
  if (rest.length === 0) return value === absent ? others : { ...event, [key]: value };
  const inner = typeof old === "object" && old !== null && !Array.isArray(old) ? (old as JsonRecord) : {}; // a record, as just checked
  return { ...event, [key]: at(inner, rest, value) };
}

describe("every form and its NOT on odd values", () => {
  it.each(everyForm)("$shows", (form) => {
    for (const condition of [form.condition, `NOT (${form.condition})`]) {
      const planned = ruleOfForm({ ...form, condition });
      const { fields } = interestsOf(planned.rule, standardModel);
      const base = [...fields].reduce<JsonRecord>((event, [path, { wanted }]) => at(event, path.split("."), wanted[0] ?? absent), {
        event_type: form.on ?? "input",
        timestamp: "2026-06-03T10:00:00Z",
      });
      const variants = [...fields].flatMap(([path, { wanted }]) =>
        [...odd, ...wanted.flatMap(around)].map((value) => at(base, path.split("."), value)),
      );
      const events = variants.map((event, sequence): JsonRecord => ({ ...event, event_id: `e${sequence}`, sequence }));
      for (const as of printers)
        for (const folding of ["plain", "strict"] as const) {
          const outcome = exported(planned, mapping, as, { folding });
          if (outcome.kind === "refused") throw new Error(`${condition}: ${outcome.refusals[0]?.reason}`);
          const { fired, found, events: kept } = judge(planned, mapping, outcome, as, events);
          const differing = kept.filter(({ event_id }) => fired.includes(String(event_id)) !== found.includes(String(event_id)));
          expect(found, `${condition}\n${outcome.text}\n${JSON.stringify(differing[0])}`).toEqual(fired);
        }
    }
  });
});
