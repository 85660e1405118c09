/** Random events of a type: mostly what its schema says, with values that rules ask for, and here and there something hostile. */
import fc from "fast-check";
import type { EventModel } from "../../src/schema/event-type.ts";
import type { ExactInteger, ValueRecord } from "../../src/runtime/value.ts";
import type { RecordType, Type } from "../../src/types/type.ts";
import { address, bigInteger, dates, domain, hostText, number, text, word } from "./pools.ts";

/** What an event holds is JSON: values and null. */
type Json = null | string | number | boolean | ExactInteger | readonly Json[] | { readonly [key: string]: Json };

const hostile: fc.Arbitrary<Json> = fc.constantFrom<Json>(
  null,
  "",
  [],
  {},
  [null],
  ["alpha", 7, null],
  0,
  -1,
  1e300,
  true,
  false,
  "alpha",
  [["alpha"]],
  { alpha: 1 },
  Number.POSITIVE_INFINITY,
);
const hostileKeys = ["constructor", "__proto__", "toString", "length"] as const;

/** One event; `event_type` is right, everything else may not be. */
export function randomEvent(model: EventModel, type: string): fc.Arbitrary<ValueRecord> {
  const record = model.types.get(type)?.record;
  if (!record) throw new Error(`no type ${type}`);
  const left = new Set(["event_type", "event_id", "timestamp", "sequence", "source", "trace_id", "span_id"]);
  const fields = new Map([...record.fields].filter(([name]) => !left.has(name)));
  return fc
    .tuple(
      recordValue({ ...record, fields }, 0),
      fc.constantFrom<Json>(...dates, 1767225600000, "yesterday"),
      fc.string({ minLength: 1, maxLength: 3 }),
    )
    .map(([values, timestamp, id]) => ({ ...values, event_type: type, event_id: id, timestamp }) as unknown as ValueRecord); // null is what JSON has for missing;
}

const memo = new Map<Type, fc.Arbitrary<Json>>();

/** A value of a type, or now and then another. */
export function jsonOf(type: Type, depth: number): fc.Arbitrary<Json> {
  const known = memo.get(type);
  if (known) return known;
  const made = fc.oneof({ arbitrary: rightValue(type, depth), weight: 9 }, { arbitrary: hostile, weight: 1 });
  memo.set(type, made);
  return made;
}

function rightValue(type: Type, depth: number): fc.Arbitrary<Json> {
  switch (type.kind) {
    case "boolean":
      return fc.boolean();
    case "number":
      return fc.oneof({ arbitrary: number, weight: 8 }, { arbitrary: bigInteger, weight: 1 });
    case "duration":
      return fc.constantFrom<Json>(0, 500, 30_000, 600_000, 86_400_000);
    case "timestamp":
      return fc.constantFrom<Json>(...dates, 1767225600000, 1767225600000.5);
    case "enum":
      return fc.constantFrom<Json>(...type.values, type.values[0]?.toUpperCase() ?? "");
    case "string":
      return stringOf(type.meaning);
    case "list":
      return fc.array<Json>(jsonOf(type.of, depth + 1), { maxLength: 3 });
    case "record":
      return recordValue(type, depth + 1);
    default:
      return anyValue(depth);
  }
}

function stringOf(meaning: string | undefined): fc.Arbitrary<string> {
  switch (meaning) {
    case "domain":
      return domain;
    case "text":
      return text;
    case "ip":
      return address;
    default:
      return fc.oneof(
        { arbitrary: word, weight: 6 },
        { arbitrary: hostText, weight: 2 },
        { arbitrary: address, weight: 1 },
        { arbitrary: text, weight: 1 },
      );
  }
}

function anyValue(depth: number): fc.Arbitrary<Json> {
  const leaf: fc.Arbitrary<Json>[] = [word, text, number, hostText, fc.boolean(), bigInteger, address];
  if (depth > 3) return fc.oneof(...leaf);
  return fc.oneof(
    ...leaf,
    fc.array(fc.oneof<fc.Arbitrary<Json>[]>(word, number), { maxLength: 3 }),
    fc.record<Record<string, Json>>({ x: word, y: number }, { requiredKeys: [] }),
  );
}

/** Keys of open records that rules ask for. */
export const openKeys = ["recipient", "x", "y", "list"] as const;

function recordValue(type: RecordType, depth: number): fc.Arbitrary<{ readonly [key: string]: Json }> {
  const parts: fc.Arbitrary<readonly [string, Json] | undefined>[] = [...type.fields].map(([name, field]) =>
    fc.oneof(
      { arbitrary: jsonOf(field.type, depth).map((value) => [name, value] as const), weight: 6 },
      { arbitrary: fc.constant(undefined), weight: 1 },
    ),
  );
  if (type.open)
    for (const key of openKeys)
      parts.push(
        fc.option(
          anyValue(depth).map((value) => [key, value] as const),
          { nil: undefined, freq: 4 },
        ),
      );
  parts.push(
    fc.oneof(
      { arbitrary: fc.constant(undefined), weight: 6 },
      { arbitrary: fc.tuple(fc.constantFrom(...hostileKeys), hostile), weight: 1 },
    ),
  );
  return fc.tuple(...parts).map((entries) => plainRecord(entries));
}

/** As JSON.parse makes it: `__proto__` is an ordinary own key. */
function plainRecord(entries: readonly (readonly [string, Json] | undefined)[]): { readonly [key: string]: Json } {
  const record: { readonly [key: string]: Json } = {};
  for (const entry of entries)
    if (entry) Object.defineProperty(record, entry[0], { value: entry[1], enumerable: true, writable: true, configurable: true });
  return record;
}
