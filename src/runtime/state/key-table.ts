/** Keys of one state term and their slots: a bounded table that forgets the expired first and never one source's keys for another's. */
import type { Reader, Writer } from "../codec.ts";

/** What the owner of a table says of a slot. */
export type SlotView = {
  /** How far a slot has come; the least advanced goes first, Infinity never. */
  readonly advancement: (slot: number) => number;
  /** Empties a slot that was taken from its key. */
  readonly clear: (slot: number) => void;
};

export type TableOptions = {
  readonly keysMax: number;
  /** After this long without an event of its key a slot says nothing any more. */
  readonly horizonMs: number;
  readonly budget: KeyBudget;
  /** Told of each key that was dropped before its time, and of each that found no room. */
  readonly onDrop: (kind: "keys_evicted" | "key_refused", key: string, source: string) => void;
};

/** Keys of all tables together. */
export class KeyBudget {
  readonly keysMax: number;
  used = 0;
  private readonly tables: KeyTable[] = [];

  constructor(keysMax: number) {
    this.keysMax = keysMax;
  }
  enter(table: KeyTable): void {
    this.tables.push(table);
  }
  /** The table with the most keys: where room is made when all keys together are too many. */
  largest(): KeyTable | undefined {
    let largest: KeyTable | undefined;
    for (const table of this.tables) if (largest === undefined || table.size > largest.size) largest = table;
    return largest;
  }
}

const none = -1;
/** Sources with an account of their own; the rest share one, so that inventing sources gains nothing. */
const accountsMax = 64;
const candidatesWanted = 8;
const scanMax = 512;
/** V8's Map holds 16.7 million entries at most. */
const shardSize = 8_388_608;

export class KeyTable {
  private readonly options: TableOptions;
  private readonly view: SlotView;
  private readonly shards: Map<string, number>[] = [new Map()];
  private readonly keys: (string | undefined)[] = [];
  private readonly free: number[] = [];
  private touchedMs = new Float64Array(16);
  private ownerOf = new Uint8Array(16);
  private readonly accounts = new Map<string, number>();
  private readonly owned: number[] = [];
  private readonly dropped: (DroppedKeys | undefined)[] = [];
  private hand = 0;
  size = 0;

  constructor(options: TableOptions, view: SlotView) {
    this.options = options;
    this.view = view;
    options.budget.enter(this);
  }

  /** The slot of a key, or -1. */
  find(key: string): number {
    for (const shard of this.shards) {
      const slot = shard.get(key);
      if (slot !== undefined) return slot;
    }
    return none;
  }

  /** The slot of a key, made when there is none; -1 when no room could be made. Constant time but for at most 512 looks on eviction. */
  claim(key: string, source: string, nowMs: number): number {
    const known = this.find(key);
    if (known !== none) {
      this.touchedMs[known] = nowMs;
      return known;
    }
    const account = this.accountOf(source);
    this.sweep(nowMs);
    if (!this.makeRoom(nowMs)) {
      this.options.onDrop("key_refused", key, source);
      this.markDropped(account, key);
      return none;
    }
    return this.take(key, account, nowMs);
  }

  /** Whether a key of this source may have lost something: exact for no, a possibility for yes. */
  mayHaveLost(key: string, source: string): boolean {
    const account = this.accounts.get(source);
    return account !== undefined && (this.dropped[account]?.has(key) ?? false);
  }

  keyOf(slot: number): string | undefined {
    return this.keys[slot];
  }
  /** Slots that were ever used. */
  get slots(): number {
    return this.keys.length;
  }
  touched(slot: number): number {
    return this.touchedMs[slot] ?? Number.NEGATIVE_INFINITY;
  }

  clear(): void {
    for (const [slot, key] of this.keys.entries()) if (key !== undefined) this.release(slot);
  }

  /** Keys, slots and accounts as they are, empty slots included: a restored table forgets in the same order. */
  save(writer: Writer): void {
    writer.list(this.keys, (key) => writer.optionalText(key));
    for (const [slot, key] of this.keys.entries()) {
      if (key === undefined) continue;
      writer.number(this.touched(slot));
      writer.count(this.ownerOf[slot] ?? 0);
    }
    writer.list(this.free, (slot) => writer.count(slot));
    writer.count(this.hand);
    writer.list([...this.accounts.keys()], (source) => writer.text(source));
    writer.list(
      this.owned.map((_, account) => this.dropped[account]),
      (dropped) => {
        writer.flag(dropped !== undefined);
        if (dropped !== undefined) writer.list([...dropped.bits], (bits) => writer.count(bits));
      },
    );
  }

  /** Into an empty table. */
  load(reader: Reader): void {
    const keys = reader.list(() => reader.optionalText());
    const ages = keys.map((key) => (key === undefined ? undefined : ([reader.number(), reader.count()] as const)));
    const free = reader.list(() => reader.count());
    this.hand = reader.count();
    for (const source of reader.list(() => reader.text())) this.accountOf(source);
    for (const [account, bits] of reader.list(() => (reader.flag() ? reader.list(() => reader.count()) : undefined)).entries()) {
      if (bits === undefined) continue;
      const dropped = new DroppedKeys();
      dropped.bits.set(bits);
      this.dropped[account] = dropped;
    }
    for (const [slot, key] of keys.entries()) {
      const age = ages[slot];
      if (key === undefined || age === undefined) this.keys[slot] = undefined;
      else this.place(slot, key, age[1], age[0]);
    }
    this.free.push(...free);
  }

  private take(key: string, account: number, nowMs: number): number {
    const slot = this.free.pop() ?? this.keys.length;
    this.place(slot, key, account, nowMs);
    return slot;
  }

  private place(slot: number, key: string, account: number, nowMs: number): void {
    while (slot >= this.touchedMs.length) this.grow();
    this.keys[slot] = key;
    this.touchedMs[slot] = nowMs;
    this.ownerOf[slot] = account;
    this.owned[account] = (this.owned[account] ?? 0) + 1;
    this.size++;
    this.options.budget.used++;
    let shard = this.shards.find((candidate) => candidate.size < shardSize);
    if (shard === undefined) {
      shard = new Map();
      this.shards.push(shard);
    }
    shard.set(key, slot);
  }

  private release(slot: number): void {
    const key = this.keys[slot];
    if (key === undefined) return;
    for (const shard of this.shards) if (shard.delete(key)) break;
    this.keys[slot] = undefined;
    const account = this.ownerOf[slot] ?? 0;
    this.owned[account] = (this.owned[account] ?? 1) - 1;
    this.free.push(slot);
    this.size--;
    this.options.budget.used--;
    this.view.clear(slot);
  }

  /** The clock's hand: looks at two slots for each new key, so what has expired goes without a scan. */
  private sweep(nowMs: number): void {
    for (let looked = 0; looked < 2 && this.size > 0; looked++) {
      const slot = this.next();
      if (this.keys[slot] !== undefined && this.isExpired(slot, nowMs)) this.release(slot);
    }
  }

  private next(): number {
    const slot = this.hand;
    this.hand = slot + 1 >= this.keys.length ? 0 : slot + 1;
    return slot;
  }

  private isExpired(slot: number, nowMs: number): boolean {
    return this.touched(slot) + this.options.horizonMs <= nowMs;
  }

  private makeRoom(nowMs: number): boolean {
    const { budget, keysMax } = this.options;
    if (this.size >= keysMax && !this.evict(nowMs)) return false;
    if (budget.used < budget.keysMax) return true;
    return (budget.largest() ?? this).evict(nowMs);
  }

  /** Drops a key of the source that has the most: an expired one, else the least advanced, of equals the one touched longest ago. */
  private evict(nowMs: number): boolean {
    const account = this.largestAccount();
    let chosen = none;
    let candidates = 0;
    for (let looked = 0; looked < scanMax && looked < this.keys.length && candidates < candidatesWanted; looked++) {
      const slot = this.next();
      const key = this.keys[slot];
      if (key === undefined || this.ownerOf[slot] !== account) continue;
      if (this.isExpired(slot, nowMs)) {
        this.release(slot);
        return true;
      }
      candidates++;
      if (this.view.advancement(slot) !== Number.POSITIVE_INFINITY && (chosen === none || this.goesBefore(slot, chosen))) chosen = slot;
    }
    const key = this.keys[chosen];
    if (chosen === none || key === undefined) return false;
    this.markDropped(account, key);
    this.options.onDrop("keys_evicted", key, this.nameOf(account));
    this.release(chosen);
    return true;
  }

  private goesBefore(slot: number, other: number): boolean {
    const difference = this.view.advancement(slot) - this.view.advancement(other);
    return difference !== 0 ? difference < 0 : this.touched(slot) < this.touched(other);
  }

  private largestAccount(): number {
    let largest = 0;
    for (let account = 1; account < this.owned.length; account++)
      if ((this.owned[account] ?? 0) > (this.owned[largest] ?? 0)) largest = account;
    return largest;
  }

  private accountOf(source: string): number {
    const known = this.accounts.get(source);
    if (known !== undefined) return known;
    if (this.accounts.size >= accountsMax) return accountsMax - 1;
    const account = this.accounts.size;
    this.accounts.set(source, account);
    this.owned[account] = 0;
    return account;
  }

  private nameOf(account: number): string {
    for (const [source, number] of this.accounts) if (number === account) return source;
    return "";
  }

  private markDropped(account: number, key: string): void {
    this.dropped[account] ??= new DroppedKeys();
    this.dropped[account]?.add(key);
  }

  private grow(): void {
    const touched = new Float64Array(this.touchedMs.length * 2);
    touched.set(this.touchedMs);
    this.touchedMs = touched;
    const owner = new Uint8Array(this.ownerOf.length * 2);
    owner.set(this.ownerOf);
    this.ownerOf = owner;
  }
}

/** Keys that were dropped, as bits: it never forgets one, and may name one that was not. */
class DroppedKeys {
  readonly bits = new Uint32Array(32_768);

  add(key: string): void {
    const hash = hashOf(key);
    this.bits[(hash >>> 5) & 32_767] = (this.bits[(hash >>> 5) & 32_767] ?? 0) | (1 << (hash & 31));
  }
  has(key: string): boolean {
    const hash = hashOf(key);
    return ((this.bits[(hash >>> 5) & 32_767] ?? 0) & (1 << (hash & 31))) !== 0;
  }
}

function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
