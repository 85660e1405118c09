/** What one export has taken on so far: refusals, widenings, assumptions, tables. Filled while the query is built, read once at its end. */
import type { Span } from "../source/span.ts";
import type { Assumption, Piece, TargetName, Unsupported } from "../builtins/lowering.ts";
import type { ExportOptions, Lookup, Outcome, Refusal, ResultColumn, Widened } from "./outcome.ts";

/**
 * How the truth of a part bears on the rule's: a part under an odd number of NOTs is `negative`; one whose value is counted, averaged or
 * compared with `==` is `both`, and may be neither wider nor narrower.
 */
export type Polarity = "positive" | "negative" | "both";

export function flipped(polarity: Polarity): Polarity {
  return polarity === "positive" ? "negative" : polarity === "negative" ? "positive" : "both";
}

export type Account = {
  refuse(construct: Span, unsupported: Omit<Unsupported, "ok" | "construct">): void;
  /** Notes what a piece rests on; a wider piece is a refusal unless it may be wider here and the export may be broader. */
  accept(construct: Span, polarity: Polarity, piece: Omit<Piece<unknown>, "query" | "ok" | "whenMissing">): void;
  /** Whether a part that the target lacks may be left out here. */
  mayWiden(polarity: Polarity): boolean;
  widen(construct: Span, why: string): void;
  assume(assumption: Assumption): void;
  lookup(table: Lookup): void;
  readonly refusals: readonly Refusal[];
  readonly widened: readonly Widened[];
  readonly assumptions: readonly Assumption[];
  readonly lookups: readonly Lookup[];
};

export function newAccount(options: ExportOptions): Account {
  const refusals: Refusal[] = [];
  const widened: Widened[] = [];
  const assumptions = new Map<string, Assumption>([[JSON.stringify({ kind: "typed" }), { kind: "typed" }]]);
  const lookups = new Map<string, Lookup>();
  const mayWiden = (polarity: Polarity) => options.broader && polarity === "positive";
  const account: Account = {
    refuse: (construct, { code, reason, alternative }) => void refusals.push({ code, construct, reason, alternative }),
    accept(construct, polarity, piece) {
      for (const assumption of piece.assumptions) account.assume(assumption);
      if (piece.wider === undefined) return;
      if (mayWiden(polarity)) account.widen(construct, piece.wider);
      else if (polarity === "positive")
        account.refuse(construct, {
          code: "construct-missing",
          reason: `the target can only find more than this: ${piece.wider}`,
          alternative: "allow this export to be broader (`--allow broader`), or run the rule in aidr and ship its alerts",
        });
      else
        account.refuse(construct, {
          code: "narrower",
          reason: `under a negation or a count the target would find less: ${piece.wider}`,
          alternative: "write the condition without the negation, or run the rule in aidr and ship its alerts",
        });
    },
    mayWiden,
    widen: (construct, why) => void widened.push({ construct, why }),
    assume: (assumption) => void assumptions.set(JSON.stringify(assumption), assumption),
    lookup: (table) => void lookups.set(table.name, table),
    refusals,
    widened,
    get assumptions() {
      return [...assumptions.values()];
    },
    get lookups() {
      return [...lookups.values()];
    },
  };
  return account;
}

/** What a finished query adds to its account. */
export type Finished = {
  readonly target: TargetName;
  readonly text: string;
  readonly piped?: string;
  readonly granularity: "event" | "entity";
  readonly columns: readonly ResultColumn[];
  readonly lookBackMs: number;
  readonly sources: readonly string[];
  readonly evidence: string;
};

/** The rule's one outcome, the worst of its parts: refused if anything was, else broader, else scheduled where it is one run of many, else exact. */
export function concluded(account: Account, options: ExportOptions, target: TargetName, finish: () => Finished): Outcome {
  if (account.refusals.length > 0) return { kind: "refused", target, refusals: account.refusals };
  const finished = finish();
  if (account.refusals.length > 0) return { kind: "refused", target, refusals: account.refusals };
  const kind = account.widened.length > 0 ? "broader" : options.schedule ? "scheduled" : "exact";
  return { kind, ...finished, assumptions: account.assumptions, widened: account.widened, lookups: account.lookups };
}
