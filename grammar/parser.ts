/**
 * How a rule may be written: a grammar without actions, two tokens of look-ahead. A label that begins with `wrong` marks what is
 * read only to be reported with its fix, one that begins with `plain` a short way to what another alternative reads too; the derived grammars leave both out. Clauses are read in any order and any number, so that
 * one out of place hides nothing; their order is held when the tree is built.
 */
import type { IRecognitionException, IToken, TokenType } from "chevrotain";
import { ExpressionParser } from "./expression-parser.ts";
import { lazyLookahead } from "./lazy-lookahead.ts";
import { messagesWithin, mistakesMax, TooManyMistakes } from "./messages.ts";
import * as T from "./tokens.ts";

const { K } = T;
const maxLookahead = 2;

export class AidrParser extends ExpressionParser {
  readonly #budget: { left: number };

  /**
   * `recover` goes on after a mistake, so that one hides no other; without it reading ends at the first. To know where reading may
   * resume costs more than a short text takes to read: most texts have no mistake and never need it.
   */
  constructor(options: { readonly validate: boolean; readonly recover: boolean }) {
    const budget = { left: mistakesMax };
    super({
      maxLookahead,
      lookaheadStrategy: lazyLookahead(maxLookahead),
      recoveryEnabled: options.recover,
      nodeLocationTracking: "onlyOffset",
      errorMessageProvider: messagesWithin(budget),
      skipValidations: !options.validate,
    });
    this.#budget = budget;
    this.performSelfAnalysis();
    if (options.recover) this.#resumeAtRealTokens();
  }

  /** Reads tokens by one rule of the grammar. Undefined, beside its errors, for a text that has too many mistakes. */
  read<T>(
    tokens: IToken[],
    rule: (parser: this) => T,
  ): { readonly tree: T | undefined; readonly errors: readonly IRecognitionException[] } {
    this.input = tokens;
    this.#budget.left = mistakesMax;
    let tree: T | undefined;
    try {
      tree = rule(this);
    } catch (thrown) {
      if (!(thrown instanceof TooManyMistakes)) throw thrown;
    }
    const { errors } = this;
    // The input is let go, or the last text would stay in memory.
    this.input = [];
    return { tree, errors };
  }

  /**
   * After a mistake reading resumes at a token that may follow. A category of leftovers is such a token by the grammar, but to
   * resume at one would end every rule that is open; chevrotain keeps these sets, and no option leaves one out.
   */
  #resumeAtRealTokens(): void {
    const { resyncFollows } = this as unknown as { resyncFollows: Record<string, TokenType[]> };
    for (const [key, follow] of Object.entries(resyncFollows)) resyncFollows[key] = follow.filter((type) => !T.leftovers.has(type));
  }

  /** After a mistake only a closing bracket may be taken as written: any other invented token would invent meaning. */
  protected override canTokenTypeBeInsertedInRecovery(token: TokenType): boolean {
    return token === T.RParen || token === T.RBracket;
  }

  /** Nor is a token skipped to reach another one's meaning: `[a., b]` is not `[a.b]`. */
  protected override canTokenTypeBeDeletedInRecovery(token: TokenType): boolean {
    return token === T.RParen || token === T.RBracket;
  }

  /** A file: declarations in any order. */
  module = this.RULE("module", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.import) },
        { ALT: () => this.SUBRULE(this.list) },
        { ALT: () => this.SUBRULE(this.param) },
        { ALT: () => this.SUBRULE(this.define) },
        { ALT: () => this.SUBRULE(this.baseline) },
        { ALT: () => this.SUBRULE(this.extend) },
        { ALT: () => this.SUBRULE(this.exception) },
        { ALT: () => this.SUBRULE(this.disable) },
        { ALT: () => this.SUBRULE(this.action) },
        { ALT: () => this.SUBRULE(this.rule) },
        { ALT: () => this.SUBRULE(this.playbook) },
        { ALT: () => this.CONSUME(T.ModuleLeftover, { LABEL: "wrongToken" }) },
      ]);
    });
  });

  /* Declarations */

  import = this.RULE("import", () => {
    this.CONSUME(K.IMPORT);
    this.SUBRULE(this.names);
    this.CONSUME(K.FROM);
    this.CONSUME(T.Text);
  });

  list = this.RULE("list", () => {
    this.CONSUME(K.LIST);
    this.CONSUME(T.Identifier);
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      this.SUBRULE(this.type);
    });
    this.SUBRULE(this.listSource);
  });

  listSource = this.RULE("listSource", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Assign);
          this.SUBRULE(this.listLiteral);
        },
      },
      {
        ALT: () => {
          this.CONSUME(K.FROM);
          this.CONSUME(T.Text);
          this.OPTION(() => {
            this.CONSUME(K.COLUMN);
            this.CONSUME2(T.Text, { LABEL: "column" });
          });
        },
      },
    ]);
  });

  param = this.RULE("param", () => {
    this.CONSUME(K.PARAM);
    this.CONSUME(T.Identifier);
    this.OPTION(() => {
      this.CONSUME(T.Colon);
      this.SUBRULE(this.type);
    });
    this.CONSUME(T.Assign);
    this.SUBRULE(this.arithmetic);
  });

  define = this.RULE("define", () => {
    this.CONSUME(K.DEFINE);
    this.CONSUME(T.Identifier);
    this.SUBRULE(this.params);
    this.CONSUME(T.Assign);
    this.SUBRULE(this.expression);
  });

  baseline = this.RULE("baseline", () => {
    this.CONSUME(K.BASELINE);
    this.CONSUME(T.Identifier);
    this.MANY(() => {
      this.CONSUME(T.Dot);
      this.CONSUME2(T.Identifier);
    });
    this.CONSUME(T.Assign);
    this.SUBRULE(this.arithmetic);
  });

  extend = this.RULE("extend", () => {
    this.CONSUME(K.EXTEND);
    this.CONSUME(K.LIST);
    this.CONSUME(T.Identifier);
    this.SUBRULE(this.listSource);
  });

  exception = this.RULE("exception", () => {
    this.CONSUME(K.EXCEPTION);
    this.CONSUME(K.FOR);
    this.SUBRULE(this.texts);
    this.SUBRULE(this.where);
    this.CONSUME(K.REASON);
    this.CONSUME(T.Text);
    this.OPTION(() => {
      this.CONSUME(K.UNTIL);
      this.OR([{ ALT: () => this.CONSUME(T.DateToken) }, { ALT: () => this.CONSUME(T.BadLiteral, { LABEL: "wrongLiteral" }) }]);
    });
  });

  disable = this.RULE("disable", () => {
    this.CONSUME(K.DISABLE);
    this.SUBRULE(this.texts);
    this.CONSUME(K.REASON);
    this.CONSUME(T.Text);
  });

  action = this.RULE("action", () => {
    this.CONSUME(K.ACTION);
    this.CONSUME(T.Identifier);
    this.SUBRULE(this.params);
  });

  params = this.RULE("params", () => {
    this.CONSUME(T.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.parameter);
      this.MANY(() => {
        this.CONSUME(T.Comma);
        this.SUBRULE2(this.parameter);
      });
      this.OPTION2(() => this.CONSUME2(T.Comma));
    });
    this.CONSUME(T.RParen);
  });

  parameter = this.RULE("parameter", () => {
    this.CONSUME(T.Identifier);
    this.CONSUME(T.Colon);
    this.SUBRULE(this.type);
    this.OPTION(() => {
      this.CONSUME(T.Assign);
      this.SUBRULE(this.arithmetic);
    });
  });

  type = this.RULE("type", () => {
    this.CONSUME(T.Identifier);
    this.OPTION(() => {
      this.CONSUME(T.Less);
      this.SUBRULE(this.type);
      this.CONSUME(T.Greater);
    });
  });

  /* Rules and playbooks */

  rule = this.RULE("rule", () => {
    this.CONSUME(T.RuleTitle);
    this.SUBRULE(this.ruleBody);
  });

  /** The clauses of a rule; also what an `aidr fragment` begins with. */
  ruleBody = this.RULE("ruleBody", () => {
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.meta) },
        { ALT: () => this.SUBRULE(this.on) },
        { ALT: () => this.SUBRULE(this.if) },
        { ALT: () => this.SUBRULE(this.then) },
        { ALT: () => this.SUBRULE(this.suppress) },
        { ALT: () => this.CONSUME(T.RuleLeftover, { LABEL: "wrongToken" }) },
      ]);
    });
  });

  playbook = this.RULE("playbook", () => {
    this.CONSUME(T.PlaybookTitle);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.SUBRULE(this.meta) },
        { ALT: () => this.SUBRULE(this.for) },
        { ALT: () => this.SUBRULE(this.do) },
        { ALT: () => this.CONSUME(T.PlaybookLeftover, { LABEL: "wrongToken" }) },
      ]);
    });
  });

  meta = this.RULE("meta", () => {
    this.CONSUME(K.META);
    this.CONSUME(T.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.metaEntry);
      this.MANY(() => {
        this.CONSUME(T.Comma);
        this.SUBRULE2(this.metaEntry);
      });
      this.OPTION2(() => this.CONSUME2(T.Comma));
    });
    this.CONSUME(T.RParen);
  });

  metaEntry = this.RULE("metaEntry", () => {
    this.CONSUME(T.Identifier);
    this.OR([
      { ALT: () => this.CONSUME(T.Assign) },
      { ALT: () => this.CONSUME(T.Colon, { LABEL: "wrongAssign" }) },
      { ALT: () => this.CONSUME(T.EqualEqual, { LABEL: "wrongAssign" }) },
    ]);
    this.SUBRULE(this.arithmetic);
  });

  on = this.RULE("on", () => {
    this.CONSUME(K.ON);
    this.SUBRULE(this.names);
  });

  if = this.RULE("if", () => {
    this.CONSUME(K.IF);
    this.OR({
      DEF: [
        { ALT: () => this.SUBRULE(this.sequence) },
        { ALT: () => this.SUBRULE(this.together) },
        { ALT: () => this.SUBRULE(this.expression) },
      ],
      // An expression may begin with a misplaced sequence, which is read to be reported; here the sequence is in its place.
      IGNORE_AMBIGUITIES: true,
    });
  });

  then = this.RULE("then", () => {
    this.CONSUME(K.THEN);
    this.SUBRULE(this.actionCall);
    this.MANY(() => {
      this.OR([{ ALT: () => this.CONSUME(T.Comma) }, { ALT: () => this.CONSUME(K.AND, { LABEL: "wrongAnd" }) }]);
      this.SUBRULE2(this.actionCall);
    });
    this.OPTION(() => this.CONSUME2(T.Comma, { LABEL: "wrongComma" }));
  });

  actionCall = this.RULE("actionCall", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(T.Identifier);
          this.SUBRULE(this.actionArguments);
        },
      },
      { ALT: () => this.CONSUME2(T.Identifier, { LABEL: "wrongName" }) },
    ]);
  });

  actionArguments = this.RULE("actionArguments", () => {
    this.CONSUME(T.LParen);
    this.OPTION(() => {
      this.SUBRULE(this.actionArgument);
      this.MANY(() => {
        this.CONSUME(T.Comma);
        this.SUBRULE2(this.actionArgument);
      });
      this.OPTION2(() => this.CONSUME2(T.Comma));
    });
    this.CONSUME(T.RParen);
  });

  actionArgument = this.RULE("actionArgument", () => {
    this.OR({
      DEF: [
        {
          ALT: () => {
            this.CONSUME(T.Identifier);
            this.OR2([
              { ALT: () => this.CONSUME(T.Assign) },
              { ALT: () => this.CONSUME(T.EqualEqual, { LABEL: "wrongAssign" }) },
              { ALT: () => this.CONSUME(T.Colon, { LABEL: "wrongAssign" }) },
            ]);
            this.SUBRULE(this.expression);
          },
        },
        { ALT: () => this.SUBRULE2(this.expression) },
      ],
      // `name ==` and `name =` are comparisons too; in an action's arguments the first reading is always the one that was meant.
      IGNORE_AMBIGUITIES: true,
    });
  });

  suppress = this.RULE("suppress", () => {
    this.CONSUME(K.SUPPRESS);
    this.SUBRULE(this.quantity);
    this.OPTION(() => this.SUBRULE(this.by));
  });

  for = this.RULE("for", () => {
    this.CONSUME(K.FOR);
    this.SUBRULE(this.expression);
  });

  do = this.RULE("do", () => {
    this.CONSUME(K.DO);
    this.SUBRULE(this.actionCall);
    this.MANY(() => this.OR([{ ALT: () => this.SUBRULE(this.limit) }, { ALT: () => this.SUBRULE(this.approval) }]));
  });

  limit = this.RULE("limit", () => {
    this.CONSUME(K.LIMIT);
    this.SUBRULE(this.quantity);
    this.CONSUME(K.PER);
    this.SUBRULE2(this.quantity);
  });

  approval = this.RULE("approval", () => {
    this.CONSUME(K.REQUIRES);
    this.CONSUME(K.APPROVAL);
  });
}
