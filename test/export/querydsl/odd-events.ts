/** Events on which translations go wrong first: every field of a rule missing, null, empty, of another type, and at or beside what the rule asks for. */
import { standardModel } from "../../property/model.ts";
import type { Type } from "../../../src/types/type.ts";
import type { Json, JsonRecord } from "../carried.ts";
import type { Planned } from "../pack.ts";
import { interestsOf } from "../streams.ts";

/** One field at a time is odd, the others are what the rule asks for first. */
export function oddEvents({ rule }: Planned, on: string): readonly JsonRecord[] {
  const { fields } = interestsOf(rule, standardModel);
  const base = [...fields].reduce<JsonRecord>((event, [path, { wanted }]) => at(event, path.split("."), wanted[0] ?? absent), {
    event_type: on,
    timestamp: "2026-06-03T10:00:00Z",
  });
  const variants = [...fields].flatMap(([path, { wanted }]) =>
    [...odd, ...wanted.flatMap(around)].map((value) => at(base, path.split("."), value)),
  );
  return variants.map((event, sequence): JsonRecord => ({ ...event, event_id: `e${sequence}`, sequence }));
}

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

/** Fields drawn independently, so that each part of a condition holds with and without the others; the same for the same rule. */
export function mixedEvents({ rule }: Planned, on: string, count: number): readonly JsonRecord[] {
  const { fields } = interestsOf(rule, standardModel);
  const choose = chooser();
  return Array.from({ length: count }, (_, sequence) =>
    [...fields].reduce<JsonRecord>((event, [path, { type, wanted }]) => at(event, path.split("."), valueNear(type, wanted, choose)), {
      event_type: choose(8) === 0 ? "output" : on,
      timestamp: "2026-06-03T10:00:00Z",
      event_id: `m${sequence}`,
      sequence,
    }),
  );
}

type Choose = (below: number) => number;

function chooser(): Choose {
  let state = 12_345;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((state / 2_147_483_648) * below);
  };
}

/** Now and then absent or odd; else one or two of the wanted values, whole or inside of something, in a case of its own, alone or in a list. */
function valueNear(type: Type, wanted: readonly Json[], choose: Choose): Json | typeof absent {
  const form = choose(16);
  if (form === 0) return absent;
  if (form === 1) return odd[choose(odd.length)] ?? absent;
  const known = [...wanted, ...samplesOf(type)];
  const pick = (): Json => {
    const value = known[choose(known.length)] ?? "other";
    return typeof value === "string" ? instanceOf(value, choose) : value;
  };
  const first = pick();
  if (form === 2) return around(first)[choose(around(first).length)] ?? first;
  if (type.kind === "list" ? form > 3 : form === 3)
    return [choose(3) === 0 ? `${String(first)}x` : first, pick(), "other"].slice(0, 1 + choose(3));
  return typeof first === "string" && form > 10 ? `${form > 13 ? "x" : "in "}${first} ${String(pick())}y` : first;
}

/** What a rule does not compare with a constant. */
function samplesOf(type: Type): readonly Json[] {
  if (type.kind === "boolean") return [true, false];
  if (type.kind === "number") return [0, 5];
  return type.kind === "string" && type.meaning === "ip" ? ["10.1.2.3", "192.168.1.7", "2001:db8::5", "8.8.8.8"] : ["rm", "xddx"];
}

/** A pattern of LIKE as a text that it matches, one letter in three in the other case half of the time. */
function instanceOf(text: string, choose: Choose): string {
  const plain = text.replace(/\\(.)|\*|\?/g, (found, escaped: string | undefined) => escaped ?? (found === "*" ? "zz" : "q"));
  const instance = choose(2) === 0 ? plain : text;
  if (choose(2) === 0) return instance;
  return instance.replace(/./gu, (letter) =>
    choose(3) > 0 ? letter : letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
  );
}
