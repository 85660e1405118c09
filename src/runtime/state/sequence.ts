/** SEQUENCE: begun matches of a key, one a step where no step reads another; a final ABSENT as deadlines. */
import type { Reader, Writer } from "../codec.ts";
import type { Deadline } from "../engine.ts";
import type { Frame } from "../frame.ts";
import { valueKey } from "../read.ts";
import type { ValueRecord } from "../value.ts";
import { Begun, type DeadlineFacts, type OpenWait } from "./begun.ts";
import type { TableOptions } from "./key-table.ts";
import type { Bound, Partial } from "./partials.ts";
import { Shards } from "./shards.ts";

/** What an event must be, for a step or an absence. `bind` comes first where the condition reads earlier steps. */
export type Part = {
  readonly events: ReadonlySet<string>;
  readonly keyOf: (event: ValueRecord) => string | undefined;
  /** The WHERE; it reads earlier steps through slots that `bind` fills. */
  readonly where: (event: ValueRecord) => boolean;
  readonly readsSteps: boolean;
  /** Whether state has a part in the WHERE. */
  readonly readsPast: boolean;
};

/** Whether the event can be the part, as far as it decides that alone. */
export function mayBe({ events, where, readsSteps, readsPast }: Part, event: ValueRecord, type: string): boolean {
  return events.has(type) && (readsSteps || readsPast || where(event));
}

export type SequenceStep = Part & {
  readonly name: string;
  readonly gapMs: number;
  readonly absentBefore: readonly Part[];
  /** The fields of this step's event that later steps read; undefined where none does. */
  readonly project: ((event: ValueRecord) => ValueRecord) | undefined;
};

export type SequenceSpec = {
  readonly withinMs: number;
  /** With REPEAT n, n steps. */
  readonly steps: readonly SequenceStep[];
  readonly absentAfter: { readonly part: Part; readonly withinMs: number } | undefined;
  /** Fills the slots of step names. */
  readonly bind: (bound: readonly Bound[]) => void;
};

export type SequenceOptions = {
  readonly frame: Frame;
  readonly partialsMax: number;
  readonly deadlinesMax: number;
  readonly onDrop: (kind: "partials_dropped" | "deadline_refused", key: string) => void;
  /** Whether a completed sequence counts: exceptions are asked on the completing event. */
  readonly admits: (event: ValueRecord) => boolean;
  /** Opens a deadline; only with a final ABSENT. */
  readonly openDeadline: (facts: DeadlineFacts) => Deadline;
  /** What the alert at a deadline needs of the completing event. */
  readonly projectCompleting: (event: ValueRecord) => ValueRecord;
};

type Pending =
  | { readonly kind: "kill"; readonly key: string; readonly position: number; readonly left: readonly Partial[] }
  | { readonly kind: "break"; readonly key: string; readonly wait: OpenWait; readonly left: readonly Partial[] }
  | { readonly kind: "advance"; readonly key: string; readonly position: number; readonly partials: readonly Partial[] }
  | { readonly kind: "wait"; readonly key: string; readonly event: ValueRecord; readonly completions: readonly Partial[] };

export class Sequences {
  readonly events: readonly string[];
  readonly #spec: SequenceSpec;
  readonly #parts: readonly Part[];
  readonly #options: SequenceOptions;
  readonly #pending: Pending[] = [];
  readonly #shards: Shards<Begun>;
  #completedAt = -1;
  #completed: readonly Partial[] = [];

  constructor(spec: SequenceSpec, tables: readonly TableOptions[], options: SequenceOptions) {
    this.#spec = spec;
    this.#options = options;
    this.#parts = partsOf(spec);
    this.events = [...new Set(this.#parts.flatMap((part) => [...part.events]))];
    const positions = spec.steps.length - 1;
    this.#shards = new Shards(tables, (table) => new Begun(positions, options.partialsMax === 1, table, options.openDeadline));
  }

  /** The ways in which the event in hand completes the last step, the one that began last first. Changes nothing. */
  completions(event: ValueRecord): readonly Partial[] {
    if (this.#completedAt !== this.#options.frame.generation) {
      const completed = this.#candidates(event, this.#spec.steps.length - 1);
      if (this.#options.frame.exhausted) return completed;
      this.#completed = completed;
      this.#completedAt = this.#options.frame.generation;
    }
    return this.#completed;
  }

  /** The key of the event in hand, as the last step reads it. */
  keyOfLast(event: ValueRecord): string {
    return this.#spec.steps.at(-1)?.keyOf(event) ?? "";
  }

  /** Whether matches of the key were dropped that could complete now. */
  mayLack(key: string, source: string, nowMs: number): boolean {
    return this.#shards.of(key).mayLack(key, nowMs) || this.#shards.mayHaveLost(key, source);
  }

  /** Whether the event, as far as it decides that alone, can complete the last step. */
  mayComplete(event: ValueRecord): boolean {
    const last = this.#spec.steps.at(-1);
    return last !== undefined && mayBe(last, event, this.#options.frame.type);
  }

  mayLearn(event: ValueRecord): boolean {
    return this.#parts.some((part) => mayBe(part, event, this.#options.frame.type));
  }

  prepare(event: ValueRecord): void {
    const { steps, absentAfter } = this.#spec;
    this.#forgetPending();
    for (let position = steps.length - 1; position >= 0; position--) {
      const step = steps[position] as SequenceStep; // in range
      for (const part of step.absentBefore) this.#prepareKill(part, position - 1, event);
      if (position === steps.length - 1) continue;
      const partials = this.#candidates(event, position);
      if (partials.length > 0) this.#pending.push({ kind: "advance", key: step.keyOf(event) ?? "", position, partials });
    }
    if (absentAfter === undefined) return;
    this.#prepareBreak(absentAfter.part, event);
    const completions = this.completions(event);
    if (completions.length > 0 && this.#options.admits(event))
      this.#pending.push({ kind: "wait", key: this.keyOfLast(event), event, completions });
  }

  commit(): void {
    if (this.#pending.length === 0) return;
    for (const change of this.#pending) if (change.kind === "kill" || change.kind === "break") this.#apply(change);
    for (const change of this.#pending) if (change.kind === "advance" || change.kind === "wait") this.#apply(change);
    this.#forgetPending();
  }

  // Setting a length costs as much as all the rest for an event that changes nothing.
  #forgetPending(): void {
    if (this.#pending.length > 0) this.#pending.length = 0;
  }

  clear(): void {
    this.#shards.clear();
  }

  /** New begun matches that the event would bring to a position, from what is there now. */
  #candidates(event: ValueRecord, position: number): readonly Partial[] {
    const { steps, withinMs } = this.#spec;
    const { frame } = this.#options;
    const step = steps[position];
    if (step === undefined || !step.events.has(frame.type)) return none;
    // Cheaper than looking for the key's state, where it reads this event alone.
    if (!step.readsSteps && !step.where(event)) return none;
    const key = step.keyOf(event);
    if (key === undefined) return none;
    const now = frame.timeMs;
    if (position === 0) return this.#matches(step, event, undefined) ? [this.#extend(undefined, step, event)] : none;
    const before = this.#waitingAt(key, position - 1);
    if (before.length === 0) return none;
    const found: Partial[] = [];
    for (const partial of before) {
      if (now - partial.startMs >= withinMs || now - partial.lastMs >= step.gapMs) continue;
      if (this.#matches(step, event, partial)) found.push(this.#extend(partial, step, event));
    }
    return found;
  }

  #waitingAt(key: string, position: number): readonly Partial[] {
    return this.#shards.of(key).at(key, position);
  }

  #matches(part: Part, event: ValueRecord, partial: Partial | undefined): boolean {
    if (part.readsSteps && partial !== undefined) this.#spec.bind(partial.bound);
    return part.where(event);
  }

  #extend(partial: Partial | undefined, step: SequenceStep, event: ValueRecord): Partial {
    const { timeMs, eventId } = this.#options.frame;
    const others = partial?.bound.filter((one) => one.name !== step.name) ?? [];
    const bound = step.project === undefined ? (partial?.bound ?? none) : [...others, { name: step.name, event: step.project(event) }];
    const signature = step.project === undefined ? (partial?.signature ?? "") : valueKey(bound.map((one) => one.event));
    return { startMs: partial?.startMs ?? timeMs, lastMs: timeMs, identities: [...(partial?.identities ?? []), eventId], bound, signature };
  }

  /** An event of an absence ends what waits for the step behind it, whether or not it is that step as well. */
  #prepareKill(part: Part, position: number, event: ValueRecord): void {
    if (!part.events.has(this.#options.frame.type) || (!part.readsSteps && !part.where(event))) return;
    const key = part.keyOf(event);
    if (key === undefined) return;
    // Another absence of the same place may have ended some already.
    const killed = this.#pending.findLast((change) => change.kind === "kill" && change.key === key && change.position === position);
    const waiting = killed?.kind === "kill" ? killed.left : this.#waitingAt(key, position);
    const left = waiting.filter((partial) => !this.#matches(part, event, partial));
    if (left.length < waiting.length) this.#pending.push({ kind: "kill", key, position, left });
  }

  #prepareBreak(part: Part, event: ValueRecord): void {
    if (!part.events.has(this.#options.frame.type) || (!part.readsSteps && !part.where(event))) return;
    const key = part.keyOf(event);
    if (key === undefined) return;
    for (const wait of this.#shards.of(key).waitsOf(key)) {
      if (wait.deadline.state !== "open") continue;
      const left = wait.variants.filter((variant) => !this.#matches(part, event, variant));
      if (left.length < wait.variants.length) this.#pending.push({ kind: "break", key, wait, left });
    }
  }

  #apply(change: Pending): void {
    const { frame } = this.#options;
    if (change.kind === "break") {
      change.wait.variants = change.left;
      if (change.left.length === 0 && change.wait.deadline.state === "open") change.wait.deadline.state = "broken";
      return;
    }
    const shard = this.#shards.open(change.key);
    if (change.kind === "kill") return shard.replace(change.key, change.position, change.left);
    if (shard.table.claim(change.key, frame.source, frame.timeMs) < 0) return;
    if (change.kind === "wait") this.#openWait(shard.openWaits(change.key), change);
    else shard.replace(change.key, change.position, this.#join(shard, change));
  }

  /** The new ones in place of those that bind the same: each began no earlier and went on later, so it completes whenever they would. */
  #join(shard: Begun, { key, position, partials: fresh }: Pending & { readonly kind: "advance" }): readonly Partial[] {
    if (this.#options.partialsMax === 1) return [newest(fresh)];
    const old = shard.at(key, position);
    const now = this.#options.frame.timeMs;
    const bySignature = new Map<string, Partial>();
    for (const partial of old) if (now - partial.startMs < this.#spec.withinMs) bySignature.set(partial.signature, partial);
    for (const partial of fresh) {
      const known = bySignature.get(partial.signature);
      if (known !== undefined && known.startMs > partial.startMs) continue;
      bySignature.delete(partial.signature);
      bySignature.set(partial.signature, partial);
    }
    const kept = [...bySignature.values()].sort((a, b) => b.startMs - a.startMs || b.lastMs - a.lastMs);
    if (kept.length <= this.#options.partialsMax) return kept;
    shard.noteDropped(key, now + this.#spec.withinMs, now);
    this.#options.onDrop("partials_dropped", key);
    return kept.slice(0, this.#options.partialsMax);
  }

  #openWait(waits: OpenWait[], { key, event, completions }: Pending & { readonly kind: "wait" }): void {
    const { absentAfter } = this.#spec;
    if (absentAfter === undefined) return;
    // Never overwrite: a steady attacker would renew the wait for ever.
    if (waits.length >= this.#options.deadlinesMax) return this.#options.onDrop("deadline_refused", key);
    const { frame, projectCompleting } = this.#options;
    const identities = completions.reduce((best, one) => (one.startMs > best.startMs ? one : best), completions[0] as Partial).identities; // never empty here
    const deadline = this.#options.openDeadline({
      atMs: frame.timeMs + absentAfter.withinMs,
      key,
      identity: frame.identity,
      eventId: frame.eventId,
      event: projectCompleting(event),
      source: frame.source,
      generation: frame.generation,
      identities,
    });
    waits.push({ variants: completions, deadline });
  }

  save(writer: Writer): void {
    this.#shards.save(writer);
  }
  load(reader: Reader): void {
    this.#shards.load(reader);
  }
}

const none: readonly never[] = [];

function newest(partials: readonly Partial[]): Partial {
  return partials.reduce((best, partial) => (partial.startMs > best.startMs ? partial : best));
}

function partsOf(spec: SequenceSpec): readonly Part[] {
  return [
    ...spec.steps,
    ...spec.steps.flatMap((step) => step.absentBefore),
    ...(spec.absentAfter === undefined ? [] : [spec.absentAfter.part]),
  ];
}
