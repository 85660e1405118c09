/** What the parser says it expected, in the user's words; the place and the found token are added where diagnostics are made. */
import type { IParserErrorMessageProvider } from "chevrotain";

/** So many mistakes are looked for; a text with more is not read any further. */
export const mistakesMax = 500;

/** Ends a reading that met too many mistakes: each costs far more than a token, and no one reads them all. */
export class TooManyMistakes extends Error {}

/** Messages for one parser; `budget.left` counts down to 0 mistakes and is set anew for each text. */
export function messagesWithin(budget: { left: number }): IParserErrorMessageProvider {
  const within = (message: string): string => {
    if (budget.left-- <= 0) throw new TooManyMistakes();
    return message;
  };
  return {
    buildMismatchTokenMessage: (facts) => within(messages.buildMismatchTokenMessage(facts)),
    buildNotAllInputParsedMessage: (facts) => within(messages.buildNotAllInputParsedMessage(facts)),
    buildNoViableAltMessage: (facts) => within(messages.buildNoViableAltMessage(facts)),
    buildEarlyExitMessage: (facts) => within(messages.buildEarlyExitMessage(facts)),
  };
}

const messages: IParserErrorMessageProvider = {
  buildMismatchTokenMessage: ({ expected, ruleName }) => {
    const label = expected.LABEL ?? expected.name;
    return listRules.has(ruleName) && closers.has(expected.name) ? `\`,\` or ${label}` : label;
  },
  buildNotAllInputParsedMessage: () => "the end",
  buildNoViableAltMessage: ({ ruleName }) => expectedBy(ruleName),
  buildEarlyExitMessage: ({ ruleName }) => expectedBy(ruleName),
};

/** Where a comma might have continued a list. */
const listRules: ReadonlySet<string> = new Set(["import", "callArguments", "actionArguments", "meta", "params", "listLiteral", "atLeast"]);
const closers: ReadonlySet<string> = new Set(["RParen", "RBracket", "FROM"]);

/** What a rule of the grammar that found no way on was looking for. */
function expectedBy(ruleName: string): string {
  return expectations[ruleName] ?? "a value";
}

const expectations: Readonly<Record<string, string>> = {
  listSource: "`= [...]` or `FROM`",
  metaEntry: "`=`",
  quantity: "a number, a duration or the name of a PARAM",
  testTail: "a test",
  access: '`[n]` or `["key"]`',
  do: "`LIMIT` or `REQUIRES APPROVAL`",
  actionCall: "an action",
  exception: "a date",
  if: "a condition",
  actionArgument: "an argument",
  argument: "an argument",
};
