/** What a word in ES|QL is given: kinds of columns, tests of two constants, literals that can be written. */
import { wordTests } from "../../runtime/tests.ts";
import type { Value } from "../../runtime/value.ts";
import { ExactInteger } from "../../runtime/value.ts";
import type { Expr } from "../../targets/esql/query.ts";
import type { Constant, How, Lowered, Operand, Shape, TestLowering, Unsupported } from "../lowering.ts";
import { total, unsupported } from "../lowering.ts";
import type { TestWord } from "../words.ts";

export type EsqlOperand = Operand<Expr>;
export type EsqlTest = TestLowering<"esql">;
type Lower = (subject: EsqlOperand, object: EsqlOperand, how: How) => Lowered<Expr>;

/** A word's test; one of two constants is settled here, and a column that is no column of its kind is refused. */
export function test(word: TestWord, one: Lower, any?: EsqlTest["any"]): EsqlTest {
  return {
    one: (subject, object, how) => {
      if (subject.constant && object.constant) {
        const value = wordTests[word](runtimeValue(subject.constant.value), runtimeValue(object.constant.value), how.fold);
        return total({ kind: "boolean", value });
      }
      return unwritable(subject) ?? unwritable(object) ?? one(subject, object, how);
    },
    ...(any
      ? { any: (subject, objects, how) => (subject.constant ? undefined : (unwritable(objects) ?? any(subject, objects, how))) }
      : {}),
  };
}

function runtimeValue(constant: Constant): Value {
  if (typeof constant === "bigint") return new ExactInteger(String(constant));
  if (typeof constant !== "object") return constant;
  if ("source" in constant) return { source: constant.source, flags: constant.flags };
  return constant.map(runtimeValue);
}

/** A constant that a query cannot hold. */
function unwritable({ constant, name }: EsqlOperand): Unsupported | undefined {
  const values = Array.isArray(constant?.value) ? constant.value : [constant?.value];
  for (const value of values) {
    if (typeof value === "string" && /\p{Cs}/u.test(value))
      return unsupported(
        "wrong-kind",
        `the text ${JSON.stringify(value)} has half of a surrogate pair, which Elasticsearch neither stores nor reads`,
        "take the half character out of the text",
      );
    if (typeof value === "bigint" || (typeof value === "number" && Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER))
      return unsupported(
        "wrong-kind",
        `\`${name}\` has more digits than a double, and whether a column keeps them depends on its index`,
        "keep such numbers as text, and compare texts",
      );
  }
  return undefined;
}

/** ES|QL reads text and wildcard columns as keywords. Elastic, "ES|QL limitations". */
export function isText({ kind }: Shape): boolean {
  return kind === "keyword" || kind === "wildcard" || kind === "text";
}

export function isNumeric({ kind }: Shape): boolean {
  return kind === "number" || kind === "duration";
}

/** The column is of a kind that the word cannot ask. */
export function wrongKind(operand: EsqlOperand, wanted: string): Unsupported {
  const kept = operand.shape.kind === "list" ? `a list of ${operand.shape.of.kind}` : operand.shape.kind;
  return unsupported(
    "wrong-kind",
    `\`${operand.name}\` is kept as ${kept}, and the rule asks for ${wanted}`,
    `map \`${operand.name}\` to a column of that kind`,
  );
}

export function wholeList({ name }: EsqlOperand): Unsupported {
  return unsupported(
    "multivalue-field",
    `\`${name}\` would be compared as a whole list, of which Elasticsearch keeps neither order nor duplicates`,
    "ask for its elements, with CONTAINS or ANY",
  );
}
