/** What an operand is in Splunk, whose fields hold texts that may look like numbers. */
import type { Expr } from "../../targets/spl/query.ts";
import type { Operand, Shape, Unsupported } from "../lowering.ts";
import { unsupported } from "../lowering.ts";

export type SplOperand = Operand<Expr>;
export type ValueKind = "text" | "number" | "boolean" | "time" | "duration" | "json" | "list";

/** An IP address is a text here; times and durations are numbers of milliseconds. */
export function valueKind({ kind }: Shape): ValueKind {
  return kind === "keyword" || kind === "wildcard" || kind === "ip" ? "text" : kind;
}

export function isNumeric(shape: Shape): boolean {
  const kind = valueKind(shape);
  return kind === "number" || kind === "time" || kind === "duration";
}

/** A test on an object or list that Splunk keeps in many fields. */
export function noWhole({ name, shape }: SplOperand): Unsupported {
  return shape.kind === "list"
    ? unsupported(
        "multivalue-field",
        `\`${name}\` is a multivalue field, and Splunk compares single values`,
        "ask for one of its elements (`CONTAINS`, `ANY v IN …`)",
      )
    : unsupported(
        "wrong-kind",
        `\`${name}\` is an object, which Splunk keeps as many fields`,
        "read one of its fields, or compute the value where the event is made",
      );
}

/** A test on the value of a field of the event, of which only the event knows the other side. */
export function onlyConstants(operand: SplOperand, what: string): Unsupported {
  return unsupported(
    "no-field-compare",
    `\`${operand.name}\` comes from the event, and ${what} takes a constant in Splunk`,
    "compute the answer where the event is made, or run the rule in aidr and ship its alerts",
  );
}
