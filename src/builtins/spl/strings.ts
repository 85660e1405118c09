/** Functions on texts in Splunk. */
import { call, text } from "../../targets/spl/build.ts";
import type { FunctionLowering } from "../lowering.ts";
import { unknownIfMissing } from "../lowering.ts";
import { noWhole, valueKind } from "./operands.ts";
import { missing } from "./number.ts";

/** White space as ECMAScript's `trim` has it; Splunk's own `trim` takes blanks and tabs only. */
const blank = "[\\t\\n\\x0B\\f\\r \\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}\\x{FEFF}]";

export const trimSpl: FunctionLowering<"spl"> = ([operand]) => {
  if (!operand) return missing;
  if (operand.shape.kind === "json" || operand.shape.kind === "list") return noWhole(operand);
  if (valueKind(operand.shape) !== "text") return missing;
  const trimmed = call("replace", operand.term, text(`^${blank}+|${blank}+\\z`), text(""));
  return unknownIfMissing({ term: trimmed, shape: { kind: "keyword" } });
};
