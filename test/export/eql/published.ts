/**
 * Facts that Elasticsearch publishes about EQL, as rows of our own: which events of a small stream a query finds. From elastic/elasticsearch,
 * `x-pack/plugin/eql/qa/common/src/main/resources` (test_missing_events.toml, test_extra.toml, test_queries.toml, additional_test_queries.toml and their data;
 * Elastic License 2.0) and from "EQL syntax reference", section "How sequence queries handle matches". For tests alone; never part of the package.
 */
import type { Json } from "../carried.ts";
import type { Ordered } from "./machine.ts";

export type Fact = {
  readonly name: string;
  readonly stream: keyof typeof streams;
  readonly query: string;
  readonly ids: readonly number[];
};

/** Rows as `id time category` and columns. */
function rows(text: string, columns: readonly string[]): readonly Ordered[] {
  return text
    .trim()
    .split("\n")
    .map((line) => {
      const [id = "", time = "", category = "", ...values] = line.trim().split(/\s+/);
      const cells = columns.flatMap((column, at): readonly (readonly [string, Json])[] => {
        const value = values[at] ?? "-";
        return value === "-" ? [] : [[column, value.startsWith("[") ? JSON.parse(value) : /^\d+$/.test(value) ? Number(value) : value]];
      });
      return { id, timeMs: Number(time), row: new Map<string, Json>([["event.category", category], ["sequence", Number(id)], ...cells]) };
    });
}

const minute = 60_000;

export const streams = {
  tags: rows("1 1 test1 normal\n2 2 test1 normal\n3 3 test1 missing\n4 4 test1 normal", ["tag"]),
  more: rows(
    `1 0 test2 normal\n2 1 test2 normal\n3 2 test2 missing\n4 3 test2 normal\n5 4 test2 normal\n6 5 test2 missing\n7 ${2 * minute + 6} test2 missing2\n8 ${3 * minute + 6} test2 missing2`,
    ["tag"],
  ),
  letters: rows(
    "1 1 test4 A\n2 2 test4 B\n3 3 test4 M1\n4 4 test4 B\n5 5 test4 C\n6 6 test4 M2\n7 7 test4 D\n8 8 test4 M1\n9 9 test4 C\n10 10 test4 B\n11 11 test4 C\n12 12 test4 D\n13 13 test4 A\n14 14 test4 B\n15 15 test4 M3\n16 16 test4 C\n17 17 test4 D\n18 18 test4 M4",
    ["tag"],
  ),
  keyed: rows(
    "1 0 test5 normal foo foo\n2 1 test5 normal foo foo\n3 3 test5 missing foo foo\n4 4 test5 normal foo foo\n5 5 test5 normal foo foo\n6 6 test5 normal foo foo\n7 7 test5 missing foo bar\n8 8 test5 normal foo foo\n9 9 test5 normal baz baz\n10 10 test5 normal baz baz\n11 11 test5 missing baz foo\n12 12 test5 normal baz baz",
    ["tag", "k1", "k2"],
  ),
  /** By (time, sequence): events of one time stand in the order of their numbers. */
  extra: rows(
    `1 1 REQUEST [1234,599999] - - ["tag1","tag2"]
     10 1 process 1 - 123 "tag6"
     11 1 process 2 - - ["tag5","tag6"]
     2 2 ERROR 1234 - - tag1
     12 2 process 2 - 123 -
     3 3 STAT [1234,9876554] - - ["tag3","tag4"]
     13 3 file 0 - 123 -
     14 4 file 0 - 123 -
     15 5 file 0 - 123 -
     16 6 file 0 - - -
     17 6 file 0 - - -
     18 7 process 2 512 123 -
     19 8 file 0 512 123 -
     20 9 file 0 512 123 -
     4 10 REQUEST 1235 - - ["tag3","tag4"]
     21 10 file 0 512 123 -
     5 11 ERROR 1235 - - -
     6 11 STAT 1235 - - -
     22 11 file 0 512 123 -
     23 12 file 0 512 123 ["tag1","tag3","tag4"]
     7 100 OPTIONAL - - - -
     8 101 OPTIONAL 1235 - - -
     9 102 OPTIONAL - - - -`,
    ["transID", "process.entity_id", "process.pid", "tags"],
  ),
  documented: rows(
    "1 1 process root attrib\n2 2 process root attrib\n3 3 process elkbee bash\n4 4 process root bash\n5 5 process root bash\n6 6 process elkbee attrib\n7 7 process root attrib\n8 8 process elkbee bash\n9 9 process root cat\n10 10 process elkbee cat\n11 11 process root cat",
    ["user.name", "process.name"],
  ),
  /** The first events of the stream of test_queries.toml, of which these queries read the number alone. */
  numbered: rows(Array.from({ length: 20 }, (_, at) => `${at + 1} ${at + 1} process`).join("\n"), []),
} as const;

const normal = (name: string) => `[${name} where ?tag == "normal"]`;
const missing = (name: string) => `![${name} where ?tag == "missing"]`;
const step = (letter: string) => `[test4 where ?tag == "${letter}"]`;
const none = (letter: string) => `!${step(letter)}`;
const n5 = '[test5 where ?tag == "normal"]';
const m5 = '![test5 where ?tag == "missing"]';

function sequence(head: string, ...stages: readonly string[]): string {
  return [`sequence ${head}`, ...stages].join("\n  ");
}
const second = "with maxspan=1s";

export const facts: readonly Fact[] = [
  {
    name: "nothing is missing",
    stream: "tags",
    query: sequence(second, normal("test1"), '![test1 where ?tag == "nonexisting"]', normal("test1")),
    ids: [1, 2, 2, 4],
  },
  {
    name: "something lies between",
    stream: "tags",
    query: sequence(second, normal("test1"), missing("test1"), normal("test1")),
    ids: [1, 2],
  },
  { name: "nothing behind the last", stream: "tags", query: sequence(second, normal("test1"), missing("test1")), ids: [4] },
  {
    name: "a second candidate",
    stream: "more",
    query: sequence(second, normal("test2"), normal("test2"), missing("test2"), normal("test2")),
    ids: [2, 4, 5],
  },
  {
    name: "two absences",
    stream: "letters",
    query: sequence(second, step("A"), step("B"), none("M1"), step("C"), none("M2"), step("D")),
    ids: [13, 14, 16, 17],
  },
  {
    name: "an absence behind two steps",
    stream: "letters",
    query: sequence(second, step("A"), step("B"), none("M1"), step("C"), step("D")),
    ids: [13, 14, 16, 17],
  },
  {
    name: "an absence before the last",
    stream: "letters",
    query: sequence(second, step("A"), step("B"), step("C"), none("M2"), step("D")),
    ids: [13, 14, 16, 17],
  },
  {
    name: "an absence behind the last that is broken",
    stream: "letters",
    query: sequence(second, step("A"), step("B"), none("M1"), step("C"), none("M2"), step("D"), none("M4")),
    ids: [],
  },
  {
    name: "absences of what never comes",
    stream: "letters",
    query: sequence(second, step("A"), step("B"), none("none"), step("C"), none("none"), step("D")),
    ids: [1, 2, 5, 7, 13, 14, 16, 17],
  },
  {
    name: "an absence behind the last that holds",
    stream: "letters",
    query: sequence(second, step("A"), step("B"), step("C"), none("M2"), step("D"), none("none")),
    ids: [13, 14, 16, 17],
  },
  { name: "a key", stream: "keyed", query: sequence(`by k1 ${second}`, n5, n5, m5, n5), ids: [2, 4, 5, 4, 5, 6] },
  {
    name: "a key of each stage",
    stream: "keyed",
    query: sequence(second, `${n5} by k1`, `${n5} by k1`, `${m5} by k1`, `${n5} by k1`),
    ids: [2, 4, 5, 4, 5, 6],
  },
  {
    name: "another key of the absence",
    stream: "keyed",
    query: sequence(second, `${n5} by k1`, `${n5} by k1`, `${m5} by k2`, `${n5} by k1`),
    ids: [2, 4, 5, 4, 5, 6, 5, 6, 8, 9, 10, 12],
  },
  { name: "another key", stream: "keyed", query: sequence(`by k2 ${second}`, n5, n5, m5, n5), ids: [2, 4, 5, 4, 5, 6, 5, 6, 8, 9, 10, 12] },
  {
    name: "two keys",
    stream: "keyed",
    query: sequence(`by k1 ${second}`, `${n5} by k2`, `${n5} by k2`, `${m5} by k2`, `${n5} by k2`),
    ids: [2, 4, 5, 4, 5, 6, 5, 6, 8, 9, 10, 12],
  },
  {
    name: "an absence with a number",
    stream: "keyed",
    query: sequence(
      `by k1 ${second}`,
      `${n5} by k2`,
      `${n5} by k2`,
      '![test5 where ?tag == "missing" and ?`sequence` > 10] by k2',
      `${n5} by k2`,
    ),
    ids: [1, 2, 4, 2, 4, 5, 4, 5, 6, 5, 6, 8, 9, 10, 12],
  },
  {
    name: "runs",
    stream: "keyed",
    query: sequence(`by k1 ${second}`, `${n5} by k2 with runs=2`, `${m5} by k2`, `${n5} by k2`),
    ids: [2, 4, 5, 4, 5, 6, 5, 6, 8, 9, 10, 12],
  },
  {
    name: "runs of an absence",
    stream: "keyed",
    query: sequence(`by k1 ${second}`, `${n5} by k2 with runs=2`, `${m5} by k2 with runs=2`, `${n5} by k2`),
    ids: [2, 4, 5, 4, 5, 6, 5, 6, 8, 9, 10, 12],
  },
  {
    name: "equal times, in the order of the tiebreaker",
    stream: "extra",
    query: sequence("by transID", "[REQUEST where true]", "[ERROR where true]", "[STAT where true]"),
    ids: [1, 2, 3, 4, 5, 6],
  },
  {
    name: "a filter on the first",
    stream: "extra",
    query: sequence("by transID", "[REQUEST where ?transID == 1234]", "[ERROR where true]", "[STAT where true]"),
    ids: [1, 2, 3],
  },
  { name: "an optional field that is nowhere", stream: "extra", query: "OPTIONAL where ?inexistent == null", ids: [7, 8, 9] },
  { name: "an optional field that is nowhere, compared", stream: "extra", query: "OPTIONAL where ?inexistent == 123", ids: [] },
  {
    name: "keys that are null are equal where they are optional",
    stream: "extra",
    query: sequence("by ?x", "[OPTIONAL where ?x == null]", "[OPTIONAL where true]"),
    ids: [7, 8, 8, 9],
  },
  {
    name: "an optional key and runs",
    stream: "extra",
    query: sequence("by ?process.entity_id, process.pid", "[process where ?transID == 2]", "[file where ?transID == 0] with runs=2"),
    ids: [12, 13, 14, 18, 19, 20],
  },
  {
    name: "all keys optional",
    stream: "extra",
    query: sequence("by ?process.entity_id, ?process.pid", "[process where ?transID == 2]", "[file where ?transID == 0] with runs=2"),
    ids: [12, 13, 14, 11, 16, 17, 18, 19, 20],
  },
  {
    name: "no key optional",
    stream: "extra",
    query: sequence("by process.entity_id, process.pid", "[process where ?transID == 2]", "[file where ?transID == 0] with runs=2"),
    ids: [18, 19, 20],
  },
  {
    name: "until behind the match",
    stream: "extra",
    query: `${sequence("by ?process.entity_id, ?process.pid", "[process where ?transID == 2]", "[file where ?transID == 0] with runs=2")}\nuntil [file where ?\`sequence\` == 20]`,
    ids: [12, 13, 14, 11, 16, 17, 18, 19, 20],
  },
  {
    name: "until inside of the match",
    stream: "extra",
    query: `${sequence("by ?process.entity_id, ?process.pid", "[process where ?transID == 2]", "[file where ?transID == 0] with runs=2")}\nuntil [file where ?\`sequence\` == 19]`,
    ids: [12, 13, 14, 11, 16, 17],
  },
  {
    name: "a key of several values",
    stream: "extra",
    query: sequence("by tags", "[REQUEST where true]", "[file where true]"),
    ids: [1, 23, 4, 23, 4, 23],
  },
  {
    name: "the newest is promoted, and used up",
    stream: "documented",
    query: sequence(
      "by user.name",
      '[process where ?process.name == "attrib"]',
      '[process where ?process.name == "bash"]',
      '[process where ?process.name == "cat"]',
    ),
    ids: [2, 4, 9, 6, 8, 10],
  },
  {
    name: "the newest before the last",
    stream: "numbered",
    query: sequence("", "[process where ?`sequence` < 5]", "[process where ?`sequence` == 5]"),
    ids: [4, 5],
  },
  {
    name: "one start, many ends",
    stream: "numbered",
    query: sequence("", "[process where ?`sequence` == 1]", "[process where true]", "[process where true]"),
    ids: [1, 2, 3],
  },
  {
    name: "three starts",
    stream: "numbered",
    query: sequence("", "[process where ?`sequence` <= 3]", "[process where true]", "[process where true]"),
    ids: [1, 2, 3, 2, 3, 4, 3, 4, 5],
  },
  {
    name: "a condition in the middle",
    stream: "numbered",
    query: sequence("", "[process where true]", "[process where ?`sequence` <= 3]", "[process where true]"),
    ids: [1, 2, 3, 2, 3, 4],
  },
  {
    name: "a condition at the end",
    stream: "numbered",
    query: sequence("", "[process where true]", "[process where true]", "[process where ?`sequence` <= 3]"),
    ids: [1, 2, 3],
  },
  {
    name: "the same twice",
    stream: "numbered",
    query: sequence("", "[process where ?`sequence` < 5]", "[process where ?`sequence` < 5]"),
    ids: [1, 2, 2, 3, 3, 4],
  },
  { name: "a sum", stream: "numbered", query: "process where 12 - ?`sequence` == 1", ids: [11] },
  { name: "a product", stream: "numbered", query: "process where 2 * ?`sequence` == 14", ids: [7] },
];
