/** What the parser says it expected, in the user's words; the place and the found token are added where diagnostics are made. */
import type { IParserErrorMessageProvider } from "chevrotain";

export const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected }) => expected.LABEL ?? expected.name,
  buildNotAllInputParsedMessage: () => "the end",
  buildNoViableAltMessage: ({ ruleName }) => expectedBy(ruleName),
  buildEarlyExitMessage: ({ ruleName }) => expectedBy(ruleName),
};

/** What a rule of the grammar that found no way on was looking for. */
function expectedBy(ruleName: string): string {
  return expectations[ruleName] ?? "a value";
}

const expectations: Readonly<Record<string, string>> = {
  listSource: "`= [...]` or `FROM`",
  metaEntry: "`=`",
  quantity: "a number, a duration or the name of a PARAM",
  testTail: "a test",
  access: "`[n]` or `[\"key\"]`",
  do: "`LIMIT` or `REQUIRES APPROVAL`",
  actionArgument: "an argument",
  argument: "an argument",
};
