/** What can be wrong with a test file, and a case that failed. */
import { defineDiagnostics } from "../diagnostics/catalog.ts";

export const report = defineDiagnostics({
  failedCase: { code: "AIDR4001", severity: "error", message: "`{name}`: {problem}" },
  untestableRule: { code: "AIDR4002", severity: "error", message: "there is no rule `{id}` to test" },
  unclearType: {
    code: "AIDR4003",
    severity: "error",
    message: "the fields of this event do not say of which type it is",
    help: "add `event_type: …`; it could be {types}",
  },
  noSuchEvent: {
    code: "AIDR4005",
    severity: "error",
    message: "`{text}` is not the number of an event of this case, which has {count}",
    help: "events are counted from 0, and history is not among them",
  },
  wrongEvent: { code: "AIDR4006", severity: "error", message: "`{path}` {problem}" },
  wrongTime: { code: "AIDR4007", severity: "error", message: "`{text}` is no time", help: "write it as `2026-03-02T09:00:00Z`" },
  duplicateCase: { code: "AIDR4010", severity: "error", message: "another case of this file is called `{name}`" },
  tooManyEvents: { code: "AIDR4011", severity: "error", message: "this case has more than {limit} events" },
  disabledRule: { code: "AIDR4012", severity: "warning", message: "`{id}` is disabled, so its cases were not run: {reason}" },
  unseenOutcome: {
    code: "AIDR4013",
    severity: "info",
    message: "in the cases of `{rule}` this {part} {outcome}",
    help: "add a case in which it comes out the other way: what no case sees both ways could say anything",
  },
  survivingMutant: {
    code: "AIDR4014",
    severity: "info",
    message: "no case of `{rule}` notices when this is changed: {what}",
    help: "add a case that is right only as the rule stands",
  },
  belowMinimum: { code: "AIDR4015", severity: "error", message: "{what} of `{rule}` is {percent} %, below {minimum} %" },
});
