/** Words that EQL has no counterpart of, with what to do instead. */
import { unsupported } from "../lowering.ts";
import type { FunctionLowering, TestLowering } from "../lowering.ts";
import { noFieldCompare } from "./sides.ts";

/** What would do in place of a function; the rest are computed where the event is made. */
const instead: Readonly<Record<string, string>> = {
  lower: "compare with NOCASE",
  upper: "compare with NOCASE",
  coalesce: "join a test of each value by OR",
  tuple: "test each value by itself",
};

/** EQL's functions are those of Elastic's "EQL function reference". */
export function missingInEql(word: string): FunctionLowering<"eql"> {
  const alternative = instead[word] ?? `compute \`${word}(…)\` where the event is made, and map it as a field`;
  return () => unsupported("function-missing", `EQL has no function for \`${word}\``, alternative);
}

/** EQL counts UTF-16 units, aidr characters. A sentence that is broader for it may use it nevertheless. */
export const lengthEql: FunctionLowering<"eql"> = () =>
  unsupported(
    "function-missing",
    "EQL's `length` counts a character such as an emoji twice, and there is none for lists",
    "carry the length in telemetry and map it as a field",
  );

/** What is an email, a URL or a host, and which host it names, is more than wildcards can tell. */
export const inDomainsEql: TestLowering<"eql"> = {
  one: (subject, object) =>
    object.constant
      ? unsupported(
          "function-missing",
          "EQL has no function that reads the host of an email or URL, and wildcards would take `x@evil.example/@good.example` for one of `good.example`",
          "compute `domain_of(…)` where the event is made, map it, and compare that with the list",
        )
      : noFieldCompare(subject, object),
};
