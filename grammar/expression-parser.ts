/**
 * Expressions, terms that look back, and sequences: the part of the grammar that declarations and rules stand on. What a label
 * that begins with `wrong` or `plain` means is said in `parser.ts`.
 */
import { CstParser, type IParserConfig } from "chevrotain";
import * as T from "./tokens.ts";

const { K } = T;

export class ExpressionParser extends CstParser {
  constructor(config: IParserConfig) {
    super([...T.allTokens], config);
  }

  /* Sequences */

  sequence = this.RULE("sequence", () => {
    this.CONSUME(K.SEQUENCE);
    this.SUBRULE(this.sequenceBody);
  });

  together = this.RULE("together", () => {
    this.CONSUME(K.TOGETHER);
    this.SUBRULE(this.sequenceBody);
  });

  sequenceBody = this.RULE("sequenceBody", () => {
    this.MANY(() => this.OR([{ ALT: () => this.SUBRULE(this.by) }, { ALT: () => this.SUBRULE(this.within) }]));
    this.MANY2(() => this.OR2([{ ALT: () => this.SUBRULE(this.step) }, { ALT: () => this.SUBRULE(this.absent) }]));
  });

  step = this.RULE("step", () => {
    this.CONSUME(K.STEP);
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Identifier);
          this.SUBRULE(this.stepClauses);
        },
      },
      { ALT: () => this.SUBRULE2(this.stepClauses, { LABEL: "wrongClauses" }) },
    ]);
  });

  absent = this.RULE("absent", () => {
    this.CONSUME(K.ABSENT);
    this.OPTION(() => this.CONSUME(T.Identifier, { LABEL: "wrongName" }));
    this.SUBRULE(this.stepClauses);
  });

  stepClauses = this.RULE("stepClauses", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.from) },
        { ALT: () => this.SUBRULE(this.where) },
        { ALT: () => this.SUBRULE(this.repeat) },
        { ALT: () => this.SUBRULE(this.within) },
        { ALT: () => this.SUBRULE(this.by, { LABEL: "wrongBy" }) },
      ]);
    });
  });

  /* Clauses of terms that look back */

  stateClauses = this.RULE("stateClauses", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.from) },
        { ALT: () => this.SUBRULE(this.where) },
        { ALT: () => this.SUBRULE(this.by) },
        { ALT: () => this.SUBRULE(this.within) },
        { ALT: () => this.SUBRULE(this.over) },
        { ALT: () => this.SUBRULE(this.min) },
        { ALT: () => this.SUBRULE(this.excluding) },
      ]);
    });
  });

  from = this.RULE("from", () => {
    this.CONSUME(K.FROM);
    this.SUBRULE(this.names);
  });

  where = this.RULE("where", () => {
    this.CONSUME(K.WHERE);
    this.SUBRULE(this.expression);
  });

  by = this.RULE("by", () => {
    this.CONSUME(K.BY);
    this.SUBRULE(this.test);
    this.MANY(() => {
      this.CONSUME(T.Comma, { LABEL: "wrongComma" });
      this.SUBRULE2(this.test, { LABEL: "wrongKey" });
    });
  });

  within = this.RULE("within", () => {
    this.CONSUME(K.WITHIN);
    this.SUBRULE(this.quantity);
  });

  over = this.RULE("over", () => {
    this.CONSUME(K.OVER);
    this.SUBRULE(this.quantity);
  });

  min = this.RULE("min", () => {
    this.CONSUME(K.MIN);
    this.SUBRULE(this.quantity);
  });

  repeat = this.RULE("repeat", () => {
    this.CONSUME(K.REPEAT);
    this.SUBRULE(this.quantity);
  });

  excluding = this.RULE("excluding", () => {
    this.CONSUME(K.EXCLUDING);
    this.CONSUME(K.ALERTED);
  });

  /** A duration or a count: a literal, or the name of a PARAM. */
  quantity = this.RULE("quantity", () => {
    this.OR([
      { ALT: () => this.CONSUME(T.Duration) },
      { ALT: () => this.CONSUME(T.NumberToken) },
      { ALT: () => this.CONSUME(T.Identifier) },
      { ALT: () => this.CONSUME(T.BadLiteral, { LABEL: "wrongLiteral" }) },
    ]);
  });

  /** Names of event types, of imports. */
  names = this.RULE("names", () => {
    this.CONSUME(T.Identifier);
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.CONSUME2(T.Identifier);
    });
    this.OPTION(() => this.CONSUME2(T.Comma, { LABEL: "wrongComma" }));
  });

  texts = this.RULE("texts", () => {
    this.CONSUME(T.Text);
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.CONSUME2(T.Text);
    });
    this.OPTION(() => this.CONSUME2(T.Comma, { LABEL: "wrongComma" }));
  });

  /* Expressions */

  /** A flat chain; AND binds tighter than OR. */
  expression = this.RULE("expression", () => {
    this.SUBRULE(this.negation);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(K.AND) }, { ALT: () => this.CONSUME(K.OR) }]);
      this.SUBRULE2(this.negation);
    });
  });

  negation = this.RULE("negation", () => {
    this.MANY(() => this.CONSUME(K.NOT));
    this.OR([
      { ALT: () => this.SUBRULE(this.quantifier) },
      { ALT: () => this.SUBRULE(this.atLeast) },
      { ALT: () => this.SUBRULE(this.test) },
    ]);
  });

  quantifier = this.RULE("quantifier", () => {
    this.OR([{ ALT: () => this.CONSUME(K.ANY) }, { ALT: () => this.CONSUME(K.ALL) }]);
    this.CONSUME(T.Identifier);
    this.CONSUME(K.IN);
    this.SUBRULE(this.arithmetic);
    this.CONSUME(T.Colon);
    this.SUBRULE(this.expression);
  });

  atLeast = this.RULE("atLeast", () => {
    this.CONSUME(T.NumberToken);
    this.CONSUME(K.OF);
    this.CONSUME(T.LParen);
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(T.Comma);
      this.SUBRULE2(this.expression);
    });
    this.OPTION(() => this.CONSUME2(T.Comma));
    this.CONSUME(T.RParen);
  });

  /** Tests do not chain; a second one is read, and reported. */
  test = this.RULE("test", () => {
    this.SUBRULE(this.arithmetic);
    this.OPTION(() => {
      this.SUBRULE(this.testTail);
      this.MANY(() => this.SUBRULE2(this.testTail, { LABEL: "wrongTail" }));
    });
  });

  testTail = this.RULE("testTail", () => {
    this.OPTION(() => this.CONSUME(K.NOT));
    this.OR([
      {
        ALT: () => {
          this.SUBRULE(this.comparisonOperator);
          this.SUBRULE(this.testObject);
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.IN);
          this.SUBRULE2(this.testObject);
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.CONTAINS);
          this.MANY(() => {
            this.OR2([
              { ALT: () => this.CONSUME(K.ALL) },
              { ALT: () => this.CONSUME(K.WORD) },
              { ALT: () => this.CONSUME(K.ANY, { LABEL: "wrongAny" }) },
            ]);
          });
          this.SUBRULE3(this.testObject);
        },
      },
      {
        ALT: () => {
          this.OR3([{ ALT: () => this.CONSUME(K.STARTS) }, { ALT: () => this.CONSUME(K.ENDS) }]);
          this.CONSUME(K.WITH);
          this.SUBRULE4(this.testObject);
        },
      },
      {
        ALT: () => {
          this.OR4([{ ALT: () => this.CONSUME(K.LIKE) }, { ALT: () => this.CONSUME(K.MATCHES) }]);
          this.SUBRULE5(this.testObject);
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.BETWEEN);
          this.SUBRULE(this.arithmetic);
          this.CONSUME(K.AND);
          this.SUBRULE2(this.arithmetic);
        },
      },
      { ALT: () => this.CONSUME(K.EXISTS) },
      {
        ALT: () => {
          this.CONSUME(K.IS);
          this.OPTION2(() => this.CONSUME2(K.NOT, { LABEL: "wrongNot" }));
          this.CONSUME(K.MISSING);
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.SEEN);
          this.CONSUME2(K.IN, { LABEL: "seenIn" });
          this.CONSUME(T.LParen);
          this.SUBRULE(this.expression);
          this.SUBRULE(this.stateClauses);
          this.CONSUME(T.RParen);
        },
      },
    ]);
    this.OPTION3(() => this.OR5([{ ALT: () => this.CONSUME(K.CASED) }, { ALT: () => this.CONSUME(K.NOCASE) }]));
  });

  comparisonOperator = this.RULE("comparisonOperator", () => {
    this.OR([
      { ALT: () => this.CONSUME(T.EqualEqual) },
      { ALT: () => this.CONSUME(T.NotEqual) },
      { ALT: () => this.CONSUME(T.LessEqual) },
      { ALT: () => this.CONSUME(T.Less) },
      { ALT: () => this.CONSUME(T.GreaterEqual) },
      { ALT: () => this.CONSUME(T.Greater) },
      { ALT: () => this.CONSUME(T.Assign, { LABEL: "wrongAssign" }) },
    ]);
  });

  testObject = this.RULE("testObject", () => {
    this.OPTION(() => this.CONSUME(K.NOT, { LABEL: "wrongNot" }));
    this.SUBRULE(this.arithmetic);
  });

  /** A flat chain; `*`, `/` and `%` bind tighter than `+` and `-`. */
  arithmetic = this.RULE("arithmetic", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.SUBRULE(this.arithmeticOperator);
      this.SUBRULE2(this.operand);
    });
  });

  arithmeticOperator = this.RULE("arithmeticOperator", () => {
    this.OR([
      { ALT: () => this.CONSUME(T.Plus) },
      { ALT: () => this.CONSUME(T.Minus) },
      { ALT: () => this.CONSUME(T.Star) },
      { ALT: () => this.CONSUME(T.Slash) },
      { ALT: () => this.CONSUME(T.Percent) },
    ]);
  });

  operand = this.RULE("operand", () => {
    this.OPTION(() => {
      this.CONSUME(T.Minus);
      this.MANY(() => this.CONSUME2(T.Minus, { LABEL: "wrongMinus" }));
    });
    this.SUBRULE(this.primary);
    this.MANY2(() => this.SUBRULE(this.access));
  });

  access = this.RULE("access", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Dot);
          this.CONSUME(T.Identifier);
        },
      },
      {
        ALT: () => {
          this.CONSUME(T.LBracket);
          this.OR2([
            { ALT: () => this.CONSUME(T.NumberToken) },
            { ALT: () => this.CONSUME(T.Text) },
            { ALT: () => this.CONSUME(T.BadLiteral, { LABEL: "wrongLiteral" }) },
          ]);
          this.CONSUME(T.RBracket);
        },
      },
    ]);
  });

  primary = this.RULE("primary", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Identifier);
          this.OPTION(() => this.SUBRULE(this.callArguments));
        },
      },
      { ALT: () => this.CONSUME(T.Text) },
      { ALT: () => this.CONSUME(T.NumberToken) },
      { ALT: () => this.CONSUME(T.Duration) },
      { ALT: () => this.CONSUME(T.DateToken) },
      { ALT: () => this.CONSUME(T.Pattern) },
      { ALT: () => this.CONSUME(T.True) },
      { ALT: () => this.CONSUME(T.False) },
      { ALT: () => this.CONSUME(K.CRITICAL) },
      { ALT: () => this.CONSUME(K.HIGH) },
      { ALT: () => this.CONSUME(K.MEDIUM) },
      { ALT: () => this.CONSUME(K.LOW) },
      { ALT: () => this.CONSUME(K.INFO) },
      { ALT: () => this.CONSUME(T.BadLiteral, { LABEL: "wrongLiteral" }) },
      { ALT: () => this.SUBRULE(this.listLiteral) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.stateCall) },
      {
        ALT: () => {
          this.CONSUME(K.SCORE);
          this.SUBRULE2(this.callArguments);
        },
      },
      { ALT: () => this.SUBRULE(this.sequence, { LABEL: "wrongSequence" }) },
      { ALT: () => this.SUBRULE(this.together, { LABEL: "wrongSequence" }) },
    ]);
  });

  /** Parentheses; a comma in them is read for `IN (a, b)`, and reported. */
  group = this.RULE("group", () => {
    this.CONSUME(T.LParen);
    this.SUBRULE(this.expression);
    this.MANY(() => {
      this.CONSUME(T.Comma, { LABEL: "wrongComma" });
      this.SUBRULE2(this.expression, { LABEL: "wrongItem" });
    });
    this.CONSUME(T.RParen);
  });

  /** Whether an item is a text by itself. Most are, and to read one by way of `expression`, which reads it as well, takes ten times as long. */
  readonly #isPlainItem = (): boolean => {
    if (this.LA(1).tokenType !== T.Text) return false;
    const { tokenType } = this.LA(2);
    return tokenType === T.Comma || tokenType === T.RBracket;
  };

  listLiteral = this.RULE("listLiteral", () => {
    this.CONSUME(T.LBracket);
    this.OPTION(() => {
      this.OR({
        DEF: [
          { GATE: this.#isPlainItem, ALT: () => this.CONSUME(T.Text, { LABEL: "plainText" }) },
          { ALT: () => this.SUBRULE(this.expression) },
        ],
        IGNORE_AMBIGUITIES: true,
      });
      this.MANY(() => {
        this.CONSUME(T.Comma);
        this.OR2({
          DEF: [
            { GATE: this.#isPlainItem, ALT: () => this.CONSUME2(T.Text, { LABEL: "plainText" }) },
            { ALT: () => this.SUBRULE2(this.expression) },
          ],
          IGNORE_AMBIGUITIES: true,
        });
      });
      this.OPTION2(() => this.CONSUME2(T.Comma));
    });
    this.CONSUME(T.RBracket);
  });

  callArguments = this.RULE("callArguments", () => {
    this.CONSUME(T.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.argument);
      this.MANY(() => {
        this.CONSUME(T.Comma);
        this.SUBRULE2(this.argument);
      });
      this.OPTION2(() => this.CONSUME2(T.Comma));
    });
    this.CONSUME(T.RParen);
  });

  argument = this.RULE("argument", () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(T.Identifier);
            this.CONSUME(T.Assign);
            this.SUBRULE(this.expression);
          },
        },
        { ALT: () => this.SUBRULE2(this.expression) },
      ],
      // `name =` is a mistaken comparison elsewhere; here it names the argument.
      IGNORE_AMBIGUITIES: true,
    });
  });

  stateCall = this.RULE("stateCall", () => {
    this.SUBRULE(this.stateWord);
    this.CONSUME(T.LParen);
    this.OPTION(() => this.CONSUME(K.DISTINCT));
    this.OPTION2(() => {
      this.SUBRULE(this.expression);
      this.OPTION3(() => {
        this.CONSUME(T.Comma);
        this.SUBRULE(this.arithmetic);
      });
    });
    this.SUBRULE(this.stateClauses);
    this.CONSUME(T.RParen);
  });

  stateWord = this.RULE("stateWord", () => {
    this.OR([
      { ALT: () => this.CONSUME(K.COUNT) },
      { ALT: () => this.CONSUME(K.SUM) },
      { ALT: () => this.CONSUME(K.AVG) },
      { ALT: () => this.CONSUME(K.MIN) },
      { ALT: () => this.CONSUME(K.MAX) },
      { ALT: () => this.CONSUME(K.STDDEV) },
      { ALT: () => this.CONSUME(K.MEDIAN) },
      { ALT: () => this.CONSUME(K.PERCENTILE) },
      { ALT: () => this.CONSUME(K.ZSCORE) },
      { ALT: () => this.CONSUME(K.NEW) },
      { ALT: () => this.CONSUME(K.FREQUENCY) },
      { ALT: () => this.CONSUME(K.PREVIOUS) },
    ]);
  });
}
