/** What a detector is asked and told. */
import type { Predicate } from "../ir/plan.ts";
import type { Absence, Step } from "../ir/state.ts";
import type { Alert, Explanation } from "../runtime/alert.ts";
import type { Sha256 } from "../runtime/codec.ts";
import type { Stats } from "../runtime/stats.ts";
import type { Limits } from "../runtime/limits.ts";
import type { Bucket, Position } from "../runtime/order.ts";
import type { ActionHandler, Decision } from "../runtime/playbook.ts";
import type { LineSight, Sighting } from "../runtime/sighting.ts";
import type { ValueRecord } from "../runtime/value.ts";
import type { Span } from "../source/span.ts";

export type DetectOptions = {
  /** The rule text at a span: explanations repeat conditions as they were written. Without it they name none. */
  readonly textOf?: (span: Span) => string;
  /** How far an event may be behind the newest of its source: by default 0 for `push`, and 60 s for `judge`. */
  readonly latenessMs?: number;
  /** Sources that will speak: until each has, no event is late. */
  readonly sources?: readonly string[];
  readonly limits?: { readonly [K in keyof Limits]?: Limits[K] };
  /** Acts for the host, by action. An action without a handler is reported, not taken. */
  readonly handlers?: ReadonlyMap<string, ActionHandler>;
  /** Told what became of each action that a rule or playbook asked for. */
  readonly onDecision?: (decision: Decision) => void;
  /** Told of each `engine` event: limits that were passed, state that was dropped. */
  readonly onEngineEvent?: (event: ValueRecord) => void;
  /** Told of each event that no state sees: late, without a readable time, or dated in a future that nothing confirms. */
  readonly onOutside?: (event: ValueRecord, bucket: Bucket) => void;
  /** Key of the hash by which repeated events are known. */
  readonly seed?: number;
  /** SHA-256 for snapshots; the host's own is faster than ours. */
  readonly sha256?: Sha256;
  /** Watches what each condition comes to, for coverage. */
  readonly observer?: Observer;
};

/** Why a rule fires on an event, or why it does not. */
export type Why = {
  readonly fires: boolean;
  /** Whether the event's type is one that the rule judges. */
  readonly judged: boolean;
  readonly explanation: Explanation;
  /** Reason of the exception that applies. */
  readonly exception?: string;
};

export type Detector = {
  /** Judges an event now: the order of arrival is the order. */
  readonly judge: (event: ValueRecord, at?: Position) => readonly Alert[];
  /** Takes an event into event-time order; gives the alerts of the events whose turn has come. */
  readonly push: (event: ValueRecord, at?: Position) => readonly Alert[];
  /**
   * What can be known of an event ahead of its turn, by another detector of the same plan and options, on another thread: the rules without a past are asked
   * here, and nothing is learned.
   */
  readonly sight: (event: ValueRecord) => Sighting;
  /** What looks at lines for this detector, or another of the same plan and options; undefined where bytes cannot be looked at. */
  readonly lineSight: () => LineSight | undefined;
  /** `push` of an event of which this was seen; `read` gives the event when somebody asks for it, and must always give the same. */
  readonly pushSighted: (sighting: Sighting, read: () => ValueRecord, at?: Position) => readonly Alert[];
  /** The host's clock: silent sources no longer hold up the rest, and deadlines pass. */
  readonly tick: (nowMs: number) => readonly Alert[];
  /** A source will not speak again. */
  readonly finish: (source: string) => readonly Alert[];
  /** The end of the input. Open deadlines stay open. */
  readonly flush: () => readonly Alert[];
  /** Asks a rule about an event, against the state as it is, and changes nothing; undefined for an unknown rule. */
  readonly why: (ruleId: string, event: ValueRecord) => Why | undefined;
  readonly stats: () => Stats;
  /** All state between two events as bytes; equal state gives equal bytes. */
  readonly snapshot: () => Uint8Array;
  /** Goes on from a snapshot, in a detector that has seen nothing. Terms that did not change keep their state; the rest starts cold. */
  readonly restore: (snapshot: Uint8Array) => Restored;
};

/** A rule whose state was not in the snapshot: what it says is incomplete until event time passes `untilMs`. */
export type ColdRule = { readonly rule: string; readonly untilMs: number };
export type Restored =
  | { readonly kind: "restored"; readonly kept: number; readonly cold: readonly ColdRule[] }
  | { readonly kind: "damaged"; readonly reason: string }
  | { readonly kind: "newer"; readonly version: number };

/** Watches a detector at work, for coverage and mutation. Judging is slower, and no verdict changes. */
export type Observer = {
  /** Other forms of a condition, asked of the same events beside it. */
  readonly variantsOf: (node: Predicate) => readonly Predicate[];
  /** A condition was asked of an event; `variants` are what its other forms came to. */
  readonly asked: (node: Predicate, held: boolean, variants: readonly boolean[]) => void;
  /** A step or absence was asked about an event of its types. */
  readonly met: (part: Step | Absence, held: boolean) => void;
};

export type { ActionHandler, Alert, Decision, Explanation, LineSight, Position, Sighting, Stats };
