/** What can be wrong with labels and expectations, and what a measured rule set falls short of. */
import { defineDiagnostics } from "../diagnostics/catalog.ts";

export const report = defineDiagnostics({
  badLabel: {
    code: "AIDR5401",
    severity: "error",
    message: "this line is no label: {reason}",
    help: "write one JSON object a line, with `session_id`, `label` and, for attacks, `categories`",
  },
  labelTwice: { code: "AIDR5402", severity: "error", message: "the session `{session}` has two labels that differ" },
  noLabelledSession: {
    code: "AIDR5403",
    severity: "error",
    message: "no event is of a session that has a label",
    help: "the label's `session_id` must be the event's `session.id`; is an `--adapter` missing?",
  },
  rateTooLow: {
    code: "AIDR5404",
    severity: "error",
    message: "{rate} of the sessions with `{category}` were found, and {minimum} are asked for",
  },
  rateTooHigh: { code: "AIDR5405", severity: "error", message: "{rate} of the {what} were false alarms, and {maximum} are allowed" },
  unknownExpectedRule: { code: "AIDR5406", severity: "error", message: "there is no rule `{rule}` to expect anything of" },
  missedFire: { code: "AIDR5407", severity: "error", message: "`{rule}` fired {came}{place}, and {wanted} was expected" },
  unexpectedFire: { code: "AIDR5408", severity: "error", message: "`{rule}` fired {count} where nothing is expected: {places}" },
  unexpectedFireAllowed: { code: "AIDR5409", severity: "warning", message: "`{rule}` fired {count} where nothing is expected: {places}" },
  coverageGap: { code: "AIDR5410", severity: "error", message: "no rule is about `{tag}`, {name}" },
  unknownRequirement: { code: "AIDR5411", severity: "error", message: "`{tag}` is in none of the lists" },
  acceptedGapCovered: {
    code: "AIDR5412",
    severity: "warning",
    message: "`{tag}` is accepted as a gap, and `{rule}` is about it",
    help: "take it out of `accept`",
  },
});
