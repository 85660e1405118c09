/** SEQUENCE: begun matches of a key, one a step where no step reads another; a final ABSENT as deadlines. */
import type { Reader, Writer } from "../codec.ts";
import type { Deadline } from "../engine.ts";
import type { Frame } from "../frame.ts";
import { isRecord, valueKey } from "../read.ts";
import type { Value, ValueRecord } from "../value.ts";
import { Keyed } from "./keyed.ts";
import type { TableOptions } from "./key-table.ts";

/** What an event must be, for a step or an absence. `bind` comes first where the condition reads earlier steps. */
export type Part = {
  readonly events: ReadonlySet<string>;
  readonly keyOf: (event: ValueRecord) => string | undefined;
  /** The WHERE; it reads earlier steps through slots that `bind` fills. */
  readonly where: (event: ValueRecord) => boolean;
  readonly readsSteps: boolean;
};

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

export type Bound = { readonly name: string; readonly event: ValueRecord };

/** A begun match. */
export type Partial = {
  readonly startMs: number;
  readonly lastMs: number;
  readonly identities: readonly string[];
  readonly bound: readonly Bound[];
  /** Text of what is bound: of two with the same, the one that began last is enough. */
  readonly signature: string;
};

/** A wait of one completing event: it stands as long as one way to complete has not seen the absence broken. */
export type OpenWait = { variants: readonly Partial[]; readonly deadline: Deadline };

/** A deadline without its rule, which the owner of the machine knows. */
export type DeadlineFacts = Omit<Deadline, "rule" | "place" | "state">;

export type KeyPartials = { readonly lists: (readonly Partial[])[]; waits: OpenWait[] };

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
  | { readonly kind: "kill"; readonly key: string; readonly position: number; readonly dead: ReadonlySet<Partial> }
  | { readonly kind: "break"; readonly key: string; readonly wait: OpenWait; readonly left: readonly Partial[] }
  | { readonly kind: "advance"; readonly key: string; readonly position: number; readonly partials: readonly Partial[] }
  | { readonly kind: "wait"; readonly key: string; readonly event: ValueRecord; readonly completions: readonly Partial[] };

export class Sequences {
  readonly keyed: Keyed<KeyPartials>;
  readonly events: readonly string[];
  private readonly spec: SequenceSpec;
  private readonly options: SequenceOptions;
  private readonly pending: Pending[] = [];
  private completedAt = -1;
  private completed: readonly Partial[] = [];
  private readonly droppedUntil = new Map<string, number>();

  constructor(spec: SequenceSpec, table: TableOptions, options: SequenceOptions) {
    this.spec = spec;
    this.options = options;
    this.events = [...new Set(partsOf(spec).flatMap((part) => [...part.events]))];
    this.keyed = new Keyed<KeyPartials>(table, () => ({ lists: spec.steps.slice(1).map(() => []), waits: [] }), advancementOf, breakWaits);
  }

  /** The ways in which the event in hand completes the last step, the one that began last first. Changes nothing. */
  completions(event: ValueRecord): readonly Partial[] {
    if (this.completedAt !== this.options.frame.generation) {
      const completed = this.candidates(event, this.spec.steps.length - 1);
      if (this.options.frame.exhausted) return completed;
      this.completed = completed;
      this.completedAt = this.options.frame.generation;
    }
    return this.completed;
  }

  /** The key of the event in hand, as the last step reads it. */
  keyOfLast(event: ValueRecord): string {
    return this.spec.steps.at(-1)?.keyOf(event) ?? "";
  }

  mayLack(key: string, nowMs: number): boolean {
    return (this.droppedUntil.get(key) ?? Number.NEGATIVE_INFINITY) > nowMs;
  }

  prepare(event: ValueRecord): void {
    this.pending.length = 0;
    const { steps, absentAfter } = this.spec;
    for (let position = steps.length - 1; position >= 0; position--) {
      const step = steps[position] as SequenceStep; // in range
      for (const part of step.absentBefore) this.prepareKill(part, position - 1, event);
      if (position === steps.length - 1) continue;
      const partials = this.candidates(event, position);
      if (partials.length > 0) this.pending.push({ kind: "advance", key: step.keyOf(event) ?? "", position, partials });
    }
    if (absentAfter === undefined) return;
    this.prepareBreak(absentAfter.part, event);
    const completions = this.completions(event);
    if (completions.length > 0 && this.options.admits(event))
      this.pending.push({ kind: "wait", key: this.keyOfLast(event), event, completions });
  }

  commit(): void {
    for (const change of this.pending) if (change.kind === "kill" || change.kind === "break") this.apply(change);
    for (const change of this.pending) if (change.kind === "advance" || change.kind === "wait") this.apply(change);
    this.pending.length = 0;
  }

  clear(): void {
    this.keyed.clear();
  }

  /** New begun matches that the event would bring to a position, from what is there now. */
  private candidates(event: ValueRecord, position: number): readonly Partial[] {
    const { steps, withinMs } = this.spec;
    const { frame } = this.options;
    const step = steps[position];
    if (step === undefined || !step.events.has(frame.type)) return none;
    // Cheaper than looking for the key's state, where it reads this event alone.
    if (!step.readsSteps && !step.where(event)) return none;
    const key = step.keyOf(event);
    if (key === undefined) return none;
    const now = frame.timeMs;
    if (position === 0) return this.matches(step, event, undefined) ? [this.extend(undefined, step, event)] : none;
    const before = this.keyed.get(key)?.lists[position - 1];
    if (before === undefined || before.length === 0) return none;
    const found: Partial[] = [];
    for (const partial of before) {
      if (now - partial.startMs >= withinMs || now - partial.lastMs >= step.gapMs) continue;
      if (this.matches(step, event, partial)) found.push(this.extend(partial, step, event));
    }
    return found;
  }

  private matches(part: Part, event: ValueRecord, partial: Partial | undefined): boolean {
    if (part.readsSteps && partial !== undefined) this.spec.bind(partial.bound);
    return part.where(event);
  }

  private extend(partial: Partial | undefined, step: SequenceStep, event: ValueRecord): Partial {
    const { timeMs, eventId } = this.options.frame;
    const others = partial?.bound.filter((one) => one.name !== step.name) ?? [];
    const bound = step.project === undefined ? (partial?.bound ?? none) : [...others, { name: step.name, event: step.project(event) }];
    const signature = step.project === undefined ? (partial?.signature ?? "") : valueKey(bound.map((one) => one.event));
    return { startMs: partial?.startMs ?? timeMs, lastMs: timeMs, identities: [...(partial?.identities ?? []), eventId], bound, signature };
  }

  /** An event of an absence ends what waits for the step behind it, whether or not it is that step as well. */
  private prepareKill(part: Part, position: number, event: ValueRecord): void {
    if (!part.events.has(this.options.frame.type) || (!part.readsSteps && !part.where(event))) return;
    const key = part.keyOf(event);
    const waiting = key === undefined ? undefined : this.keyed.get(key)?.lists[position];
    if (key === undefined || waiting === undefined || waiting.length === 0) return;
    const dead = new Set(waiting.filter((partial) => this.matches(part, event, partial)));
    if (dead.size > 0) this.pending.push({ kind: "kill", key, position, dead });
  }

  private prepareBreak(part: Part, event: ValueRecord): void {
    if (!part.events.has(this.options.frame.type) || (!part.readsSteps && !part.where(event))) return;
    const key = part.keyOf(event);
    const waits = key === undefined ? undefined : this.keyed.get(key)?.waits;
    if (key === undefined || waits === undefined) return;
    for (const wait of waits) {
      if (wait.deadline.state !== "open") continue;
      const left = wait.variants.filter((variant) => !this.matches(part, event, variant));
      if (left.length < wait.variants.length) this.pending.push({ kind: "break", key, wait, left });
    }
  }

  private apply(change: Pending): void {
    const { frame } = this.options;
    if (change.kind === "break") {
      change.wait.variants = change.left;
      if (change.left.length === 0 && change.wait.deadline.state === "open") change.wait.deadline.state = "broken";
      return;
    }
    if (change.kind === "kill") {
      const lists = this.keyed.get(change.key)?.lists;
      if (lists !== undefined) lists[change.position] = (lists[change.position] ?? none).filter((partial) => !change.dead.has(partial));
      return;
    }
    const state = this.keyed.open(change.key, frame.source, frame.timeMs);
    if (state === undefined) return;
    if (change.kind === "wait") return this.openWait(state, change.key, change.event, change.completions);
    state.lists[change.position] = this.join(state.lists[change.position] ?? none, change.partials, change.key);
  }

  /** The new ones in place of those that bind the same: each began no earlier and went on later, so it completes whenever they would. */
  private join(old: readonly Partial[], fresh: readonly Partial[], key: string): readonly Partial[] {
    if (this.options.partialsMax === 1) return [newest(fresh)];
    const now = this.options.frame.timeMs;
    const bySignature = new Map<string, Partial>();
    for (const partial of old) if (now - partial.startMs < this.spec.withinMs) bySignature.set(partial.signature, partial);
    for (const partial of fresh) {
      const known = bySignature.get(partial.signature);
      if (known !== undefined && known.startMs > partial.startMs) continue;
      bySignature.delete(partial.signature);
      bySignature.set(partial.signature, partial);
    }
    const kept = [...bySignature.values()].sort((a, b) => b.startMs - a.startMs || b.lastMs - a.lastMs);
    if (kept.length <= this.options.partialsMax) return kept;
    this.droppedUntil.set(key, now + this.spec.withinMs);
    if (this.droppedUntil.size > 10_000)
      for (const [other, until] of this.droppedUntil) if (until <= now || this.droppedUntil.size > 10_000) this.droppedUntil.delete(other);
    this.options.onDrop("partials_dropped", key);
    return kept.slice(0, this.options.partialsMax);
  }

  private openWait(state: KeyPartials, key: string, event: ValueRecord, completions: readonly Partial[]): void {
    const { absentAfter } = this.spec;
    if (absentAfter === undefined) return;
    state.waits = state.waits.filter((wait) => wait.deadline.state === "open");
    // Never overwrite: a steady attacker would renew the wait for ever.
    if (state.waits.length >= this.options.deadlinesMax) return this.options.onDrop("deadline_refused", key);
    const { frame, projectCompleting } = this.options;
    const identities = completions.reduce((best, one) => (one.startMs > best.startMs ? one : best), completions[0] as Partial).identities; // never empty here
    const deadline = this.options.openDeadline({
      atMs: frame.timeMs + absentAfter.withinMs,
      key,
      identity: frame.identity,
      eventId: frame.eventId,
      event: projectCompleting(event),
      source: frame.source,
      generation: frame.generation,
      identities,
    });
    state.waits.push({ variants: completions, deadline });
  }

  save(writer: Writer): void {
    this.keyed.save(writer, (state) => {
      writer.list(state.lists, (list) => writer.list(list, (partial) => savePartial(writer, partial)));
      writer.list(
        state.waits.filter((wait) => wait.deadline.state === "open"),
        (wait) => {
          writer.list(wait.variants, (partial) => savePartial(writer, partial));
          saveDeadline(writer, wait.deadline);
        },
      );
    });
    writer.list([...this.droppedUntil], ([key, untilMs]) => {
      writer.text(key);
      writer.number(untilMs);
    });
  }

  load(reader: Reader): void {
    this.keyed.load(reader, (key) => ({
      lists: reader.list(() => reader.list(() => loadPartial(reader))),
      waits: reader.list(() => ({
        variants: reader.list(() => loadPartial(reader)),
        deadline: this.options.openDeadline(loadDeadline(reader, key)),
      })),
    }));
    for (const [key, untilMs] of reader.list(() => [reader.text(), reader.number()] as const)) this.droppedUntil.set(key, untilMs);
  }
}

const none: readonly never[] = [];

function savePartial(writer: Writer, partial: Partial): void {
  writer.number(partial.startMs);
  writer.number(partial.lastMs);
  writer.list(partial.identities, (identity) => writer.text(identity));
  writer.list(partial.bound, (bound) => {
    writer.text(bound.name);
    writer.value(bound.event);
  });
  writer.text(partial.signature);
}

function loadPartial(reader: Reader): Partial {
  const [startMs, lastMs] = [reader.number(), reader.number()];
  const identities = reader.list(() => reader.text());
  const bound = reader.list(() => ({ name: reader.text(), event: recordOf(reader.value()) }));
  return { startMs, lastMs, identities, bound, signature: reader.text() };
}

function saveDeadline(writer: Writer, deadline: Deadline): void {
  writer.number(deadline.atMs);
  writer.text(deadline.identity);
  writer.text(deadline.eventId);
  writer.value(deadline.event);
  writer.text(deadline.source);
  writer.number(deadline.generation);
  writer.list(deadline.identities, (identity) => writer.text(identity));
}

function loadDeadline(reader: Reader, key: string): DeadlineFacts {
  const [atMs, identity, eventId] = [reader.number(), reader.text(), reader.text()];
  const event = recordOf(reader.value());
  return {
    atMs,
    key,
    identity,
    eventId,
    event,
    source: reader.text(),
    generation: reader.number(),
    identities: reader.list(() => reader.text()),
  };
}

function recordOf(value: Value): ValueRecord {
  return isRecord(value) ? value : {};
}

function newest(partials: readonly Partial[]): Partial {
  return partials.reduce((best, partial) => (partial.startMs > best.startMs ? partial : best));
}

function advancementOf(state: KeyPartials): number {
  let steps = 0;
  for (const [position, list] of state.lists.entries()) if (list.length > 0) steps = position + 1;
  return steps + state.waits.filter((wait) => wait.deadline.state === "open").length * 100;
}

/** Without its key's state nothing could end a wait: it ends with it, for an alert must not be invented. */
function breakWaits(state: KeyPartials): void {
  for (const { deadline } of state.waits) if (deadline.state === "open") deadline.state = "broken";
}

function partsOf(spec: SequenceSpec): readonly Part[] {
  return [
    ...spec.steps,
    ...spec.steps.flatMap((step) => step.absentBefore),
    ...(spec.absentAfter === undefined ? [] : [spec.absentAfter.part]),
  ];
}
