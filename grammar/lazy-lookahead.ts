/**
 * Look-ahead that is made when a text first asks for it. A file of one rule passes few of the grammar's choices, and to prepare all of
 * them took half of what a short command takes.
 */
import { type ILookaheadStrategy, LLkLookaheadStrategy } from "chevrotain";

type Alternation = ReturnType<ILookaheadStrategy["buildLookaheadForAlternation"]>;
type Optional = ReturnType<ILookaheadStrategy["buildLookaheadForOptional"]>;

/** The same decisions as chevrotain's own strategy with `tokens` of look-ahead. */
export function lazyLookahead(tokens: number): ILookaheadStrategy {
  const made = new LLkLookaheadStrategy({ maxLookahead: tokens });
  return {
    validate: (options) => made.validate(options),
    buildLookaheadForAlternation(options) {
      let choose: Alternation | undefined;
      return function (this: unknown, alternatives) {
        choose ??= made.buildLookaheadForAlternation(options);
        return choose.call(this, alternatives);
      };
    },
    buildLookaheadForOptional(options) {
      let enters: Optional | undefined;
      return function (this: unknown) {
        enters ??= made.buildLookaheadForOptional(options);
        return enters.call(this);
      };
    },
  };
}
