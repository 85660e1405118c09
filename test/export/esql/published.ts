/**
 * What Elasticsearch answers, as facts: each is the input and the output of a test that Elastic publishes (elastic/elasticsearch,
 * x-pack/plugin/esql/qa/testFixtures/src/main/resources, by file and test), asked in the subset that we read. They grade the interpreter.
 */
import type { Cell, Row } from "./values.ts";

export type Fact = { readonly from: string; readonly query: string; readonly rows: readonly (readonly Cell[])[] };

/** Some employees of Elastic's test data: number, first and last name, gender, languages; null where no fact asks for it. */
export const employees: readonly Row[] = (
  [
    [10001, "Georgi", "Facello", "M", 2],
    [10002, "Bezalel", "Simmel", "F", 5],
    [10003, "Parto", "Bamford", "M", 4],
    [10004, "Chirstian", "Koblick", "M", 5],
    [10005, "Kyoichi", "Maliniak", "M", 1],
    [10010, "Duangkaew", "Piveteau", null, 4],
    [10011, "Mary", "Sluis", null, 5],
    [10012, "Patricio", "Bridgland", null, 5],
    [10013, "Eberhardt", "Terkki", null, 1],
    [10018, "Kazuhide", "Peha", null, 2],
    [10020, "Mayuko", "Warwick", "M", null],
    [10029, "Otmar", "Herbst", null, null],
    [10030, null, "Demeyer", null, 3],
    [10068, "Charlene", "Brattka", null, null],
  ] as const
).map(
  ([number, first, last, gender, languages]) =>
    new Map<string, Cell>([
      ["emp_no", number],
      ["first_name", first],
      ["last_name", last],
      ["gender", gender],
      ["languages", languages],
    ]),
);

const eval1 = (from: string, row: string, value: string, result: Cell): Fact => ({
  from,
  query: `ROW ${row} | EVAL result = ${value} | KEEP result`,
  rows: [[result]],
});
const names = (from: string, condition: string, ...rows: readonly string[]): Fact => ({
  from,
  query: `FROM employees | WHERE ${condition} | KEEP first_name`,
  rows: rows.map((name) => [name]),
});

export const facts: readonly Fact[] = [
  eval1("null: rowNullEqualsInteger", "x = null, y = 1", "x == y", null),
  eval1("null: rowNullNotEqualsInteger", "x = null, y = 1", "x != y", null),
  eval1("null: rowNullGreaterThanInteger", "x = null, y = 1", "x > y", null),
  eval1("null: rowNullLessThanOrEqualInteger", "x = null, y = 1", "x <= y", null),
  eval1("null: rowTwoNullsComparison", "x = null, y = null", "x == y", null),
  eval1("null: rowDerivedNullFromAdditionCompare", "x = null, y = 1, z = 2", "x + 1 > z", null),
  eval1("null: rowDerivedNullFromMultiplicationCompare", "x = null, y = 2", "x * 2 == y", null),
  eval1("null: rowChainedNullPropagationCompare", "x = null, y = 5", "(x + 1 - 2) >= y", null),
  eval1("null: rowDerivedNullCompareWithString", 'x = null, y = "hello"', 'CONCAT(x, " world") == y', null),
  eval1("null: rowIntegerInWithNullMatch", "x = 1", "x IN (1, null)", true),
  eval1("null: rowIntegerInWithOnlyNull", "x = 1", "x IN (null)", null),
  eval1("null: rowIntegerInWithNullNoMatch", "x = 5", "x IN (1, 2, null)", null),
  eval1("null: rowNullInIntegerList", "x = null", "x IN (1, 2, 3)", null),
  eval1("null: rowNullInNullList", "x = null", "x IN (null)", null),
  eval1("null: rowKeywordInWithNullMatch", 'x = "foo"', 'x IN ("foo", null)', true),
  eval1("null: rowKeywordInWithNullNoMatch", 'x = "foo"', 'x IN ("bar", null)', null),
  eval1("null: coalesceSimple", 'a = null, b = "b"', "COALESCE(a, b)", "b"),
  { from: "null: rowDerivedNullInWhereClause", query: "ROW x = null, y = 1, z = 2 | WHERE x + 1 > z", rows: [] },
  {
    from: "null: countOfNullWithGrouping",
    query: "ROW a = [1, 2, 3], c = 5 | EVAL c = null + c | STATS n = COUNT(c) BY a",
    rows: [
      [0, 1],
      [0, 2],
      [0, 3],
    ],
  },
  {
    from: "null: multipleAggsOverNullExpressions",
    query: "ROW x = 1, y = 2 | STATS c = COUNT(null + 1), mi = MIN(y + null), ma = MAX(y + x * null)",
    rows: [[0, null, null]],
  },
  {
    from: "null: isNull",
    query: "FROM employees | WHERE gender IS NULL AND emp_no < 10012 | KEEP first_name",
    rows: [["Duangkaew"], ["Mary"]],
  },
  { from: "null: coalesce", query: 'FROM employees | EVAL n = COALESCE(first_name, "X") | WHERE emp_no == 10030 | KEEP n', rows: [["X"]] },
  eval1("row: evalRowWithNull", "a = 1, b = 2, c = null", "c + b + a", null),
  { from: "row: evalOverride", query: "ROW a = 1, b = 100 | EVAL b = a + 1 | EVAL a = b + 1 | KEEP b, a", rows: [[2, 3]] },
  { from: "row: filterRow3", query: "ROW a = 1 | EVAL b = a * null | WHERE b > 10", rows: [] },
  { from: "row: rowWithNullsInCount", query: "ROW a = 1.5, b = 2.6 | EVAL s = null + a + b | STATS c = COUNT(s)", rows: [[0]] },
  { from: "row: in", query: "ROW a = 1, b = 2 | WHERE a IN (0, b - 1) | KEEP a, b", rows: [[1, 2]] },
  { from: "row: inWithLiteralValue", query: "ROW a = 1, b = 2 | WHERE 2 IN (a, b) | KEEP a, b", rows: [[1, 2]] },
  {
    from: "row: isNullIsNotNull",
    query: "ROW a = null IS NULL, b = null IS NOT NULL, c = NOT (null IS NULL), d = NOT (null IS NOT NULL)",
    rows: [[true, false, false, true]],
  },
  {
    from: "row: rowWithMultipleStats",
    query: "ROW b = 2 | EVAL x = 1 + b + 5 | STATS lo = MIN(x), hi = MAX(x), n = COUNT(x)",
    rows: [[8, 8, 1]],
  },
  {
    from: "mv_expand: simple",
    query: 'ROW a = [1, 2, 3], b = "b", j = ["a", "b"] | MV_EXPAND a | KEEP a, b, j',
    rows: [
      [1, "b", ["a", "b"]],
      [2, "b", ["a", "b"]],
      [3, "b", ["a", "b"]],
    ],
  },
  {
    from: "mv_expand: expandFoldable",
    query: 'ROW b = ["foo", "bar"], c = 12 | MV_EXPAND b | WHERE b LIKE "fo*" | KEEP b, c',
    rows: [["foo", 12]],
  },
  { from: "mv_expand: whereMvExpand", query: "ROW a = 1, b = -15 | WHERE b > 3 | MV_EXPAND b", rows: [] },
  {
    from: "mv_expand: expandAfterSort2 (no value keeps its row)",
    query: "FROM employees | WHERE emp_no == 10030 | MV_EXPAND first_name | KEEP emp_no, first_name",
    rows: [[10030, null]],
  },
  eval1("conditional: caseOnConstantMvFalseTrue", "x = [false, true]", 'CASE(x, "a", "b")', "b"),
  eval1("conditional: caseOnConstantMvTrueTrue", "x = [true, true]", 'CASE(x, "a", "b")', "b"),
  eval1("conditional: caseOnConstantSingleValueList", "x = [true]", 'CASE(x, "a", "b")', "a"),
  eval1("conditional: nullOnMultivaluesMathOperation", "a = 5, b = [1, 2]", "a + b", null),
  eval1("conditional: nullOnMultivaluesComparisonOperation", "a = 5, b = [1, 2]", "a == b", null),
  eval1("conditional: notNullOnMultivaluesComparisonOperationWithPartialMatch", "a = 5, b = [5, 2]", "a == b", null),
  {
    from: "conditional: singleCondition",
    query: 'FROM employees | WHERE emp_no IN (10001, 10002, 10010) | EVAL g = CASE(gender == "F", true) | KEEP gender, g',
    rows: [
      ["M", null],
      ["F", true],
      [null, null],
    ],
  },
  {
    from: "conditional: conditionIsNull",
    query:
      'FROM employees | WHERE emp_no IN (10001, 10002, 10005, 10010, 10020) | EVAL g = CASE(gender == "F", 1, languages > 1, 2, 3) | KEEP g',
    rows: [[2], [1], [3], [2], [3]],
  },
  names("where-like: likePrefix", 'first_name LIKE "Eberhar*"', "Eberhardt"),
  names("where-like: likePrefixSuffix", 'first_name LIKE "*har*"', "Eberhardt", "Charlene"),
  names("where-like: likePrefixSuffix2", 'first_name LIKE "?berhar*"', "Eberhardt"),
  names("where-like: likeNoWildcard", 'first_name LIKE "Eberhardt"', "Eberhardt"),
  names(
    "where-like: likeAndOr",
    'first_name LIKE "Eberhar*" OR first_name LIKE "*zuh*" AND last_name LIKE "*eha"',
    "Eberhardt",
    "Kazuhide",
  ),
  names("where-like: likeListThreeArgWildcard", 'first_name LIKE ("Eberhardt*", "Ot*", "Part?")', "Parto", "Eberhardt", "Otmar"),
  names("where-like: likeListCaseSensitive", 'first_name LIKE ("eberhardt", "EBERHARDT")'),
  names("where-like: likeListEscapedWildcard", 'first_name LIKE ("Eberhar\\\\*")'),
  names("where-like: likeListNineOrMoreLetters", 'first_name LIKE ("?????????*")', "Chirstian", "Duangkaew", "Eberhardt"),
  names("where-like: likeListEmptyArgWildcard", 'first_name LIKE ("")'),
  names(
    "where-like: notLikeListThreeArgWildcardNotOtherFilter",
    'first_name NOT LIKE ("Eberhardt*", "Ot*", "Part?") AND emp_no < 10010',
    "Georgi",
    "Bezalel",
    "Chirstian",
    "Kyoichi",
  ),
  names("where-like: notLikeFiveOrLessLetters (no name is not kept)", 'first_name NOT LIKE ("??????*")', "Parto", "Mary", "Otmar"),
  names("where-like: notLikeListNotField", 'NOT first_name LIKE ("A*", "B*", "C*", "D*", "E*", "G*", "K*", "M*", "P*")', "Otmar"),
  {
    from: "where-like: likeListDocExample",
    query: 'ROW message = "foobar" | WHERE message LIKE ("foo*", "bar?") | KEEP message',
    rows: [["foobar"]],
  },
  names("where-like: rlikeListTwoArgWildcard", 'first_name RLIKE ("Eberhardt.*", "testString.*")', "Eberhardt"),
  {
    from: "mv_contains: withKeyword",
    query: 'ROW k = ["key1", "key2", "key3", "key4"] | EVAL a = MV_CONTAINS(k, ["key3", "key4"]), b = MV_CONTAINS(k, ["key5"]) | KEEP a, b',
    rows: [[true, false]],
  },
  eval1("mv_contains: withKeywordAndNull", 'k = "key1"', "MV_CONTAINS(k, null)", true),
  eval1("mv_contains: withConstantKeyword", 'k = "foo"', 'MV_CONTAINS(k, ["foo", "foo"])', true),
  {
    from: "inlinestats: maxOfIntByKeyword",
    query: "FROM employees | INLINE STATS most = MAX(languages) BY gender | WHERE most == languages | KEEP emp_no, most, gender",
    rows: [
      [10002, 5, "F"],
      [10004, 5, "M"],
      [10011, 5, null],
      [10012, 5, null],
    ],
  },
  {
    from: "inlinestats: maxOfInt",
    query: "FROM employees | INLINE STATS most = MAX(languages) | WHERE most == languages AND emp_no < 10012 | KEEP emp_no, most",
    rows: [
      [10002, 5],
      [10004, 5],
      [10011, 5],
    ],
  },
];
