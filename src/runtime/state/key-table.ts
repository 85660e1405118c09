/** Keys of one state term and their slots: a bounded table that forgets the expired first and never one source's keys for another's. */
import type { Reader, Writer } from "../codec.ts";
import { TextTable, tableWords } from "../memory/text-table.ts";

/** What the owner of a table says of a slot. `words`: how much memory of a slot is the owner's; it is 0 when a key comes. */
export type SlotView = {
  readonly words?: number;
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
  /** Under which all tables hash their keys. */
  readonly seed: number;
  /** How many such there are: each table has one of so many shards. */
  readonly shards: number;
  used = 0;
  readonly #tables: KeyTable[] = [];

  constructor(keysMax: number, seed = 0, shards = 1) {
    this.keysMax = keysMax;
    this.seed = seed;
    this.shards = shards;
  }
  enter(table: KeyTable): void {
    this.#tables.push(table);
  }
  /** The table with the most keys: where room is made when all keys together are too many. */
  largest(): KeyTable | undefined {
    let largest: KeyTable | undefined;
    for (const table of this.#tables) if (largest === undefined || table.size > largest.size) largest = table;
    return largest;
  }
}

const none = -1;
const unknown = -2;
/** Sources with an account of their own; the rest share one, so that inventing sources gains nothing. */
const accountsMax = 64;
const candidatesWanted = 8;
const scanMax = 512;
// Words of a slot's record behind those of the table of texts: the account, the time of the last touch, and then the owner's.
const accountAt = tableWords;
const touchedAt = tableWords + 1;
const ownerAt = tableWords + 3;

export class KeyTable {
  readonly #options: TableOptions;
  readonly #view: SlotView;
  readonly #keys: TextTable;
  readonly #accounts = new Map<string, number>();
  readonly #owned: number[] = [];
  readonly #dropped: (DroppedKeys | undefined)[] = [];
  #hand = 0;
  // What was looked for last: the verdict, its explanation and the learning of one event ask for the same key.
  #lastKey = "";
  #lastSlot = unknown;

  constructor(options: TableOptions, view: SlotView) {
    this.#options = options;
    this.#view = view;
    this.#keys = new TextTable(ownerAt - tableWords + (view.words ?? 0), options.keysMax, options.budget.seed);
    options.budget.enter(this);
  }

  get size(): number {
    return this.#keys.size;
  }
  /** Memory of all slots; another object when the table has grown. */
  get words(): Uint32Array {
    return this.#keys.words;
  }
  /** The same memory as doubles. */
  get doubles(): Float64Array {
    return this.#keys.doubles;
  }
  /** Where the owner's words of a slot begin: an even place. */
  wordsOf(slot: number): number {
    return slot * this.#keys.stride + ownerAt;
  }

  /** The slot of a key, or -1. */
  find(key: string): number {
    if (key === this.#lastKey && this.#lastSlot !== unknown) return this.#lastSlot;
    const slot = this.#keys.find(key);
    this.#lastKey = key;
    this.#lastSlot = slot;
    return slot;
  }

  /** The slot of a key, made when there is none; -1 when no room could be made. Constant time but for at most 512 looks on eviction. */
  claim(key: string, source: string, nowMs: number): number {
    const known = this.find(key);
    if (known !== none) {
      this.#touch(known, nowMs);
      return known;
    }
    const account = this.#accountOf(source);
    this.#sweep(nowMs);
    if (!this.#makeRoom(nowMs)) {
      this.#options.onDrop("key_refused", key, source);
      this.#markDropped(account, key);
      return none;
    }
    const slot = this.#keys.add(key);
    this.#settle(slot, account, nowMs);
    this.#lastKey = key;
    this.#lastSlot = slot;
    return slot;
  }

  /** Whether a key of this source may have lost something: exact for no, a possibility for yes. */
  mayHaveLost(key: string, source: string): boolean {
    const account = this.#accounts.get(source) ?? (this.#accounts.size >= accountsMax ? accountsMax - 1 : undefined);
    return account !== undefined && (this.#dropped[account]?.has(key) ?? false);
  }

  keyOf(slot: number): string | undefined {
    return this.#keys.text(slot);
  }
  /** Slots that were ever used. */
  get slots(): number {
    return this.#keys.records;
  }
  holds(slot: number): boolean {
    return this.#keys.isUsed(slot);
  }
  /** When the key was learned of last. */
  touched(slot: number): number {
    return this.#keys.doubles[(slot * this.#keys.stride + touchedAt) >> 1] ?? Number.NEGATIVE_INFINITY;
  }

  clear(): void {
    for (let slot = 0; slot < this.slots; slot++) if (this.#keys.isUsed(slot)) this.#release(slot);
  }

  /** Keys, slots and accounts as they are, empty slots included: a restored table forgets in the same order. */
  save(writer: Writer): void {
    const { slots } = this;
    writer.count(slots);
    for (let slot = 0; slot < slots; slot++) writer.optionalText(this.#keys.text(slot));
    for (let slot = 0; slot < slots; slot++) {
      if (!this.#keys.isUsed(slot)) continue;
      writer.number(this.touched(slot));
      writer.count(this.#ownerOf(slot));
    }
    writer.list(this.#keys.free(), (slot) => writer.count(slot));
    writer.count(this.#hand);
    writer.list([...this.#accounts.keys()], (source) => writer.text(source));
    writer.list(
      this.#owned.map((_, account) => this.#dropped[account]),
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
    this.#keys.restore(
      keys,
      reader.list(() => reader.count()),
    );
    this.#hand = reader.count();
    for (const source of reader.list(() => reader.text())) this.#accountOf(source);
    for (const [account, bits] of reader.list(() => (reader.flag() ? reader.list(() => reader.count()) : undefined)).entries()) {
      if (bits === undefined) continue;
      const dropped = this.#newDropped();
      dropped.bits.set(bits);
      this.#dropped[account] = dropped;
    }
    for (const [slot, age] of ages.entries()) if (age !== undefined) this.#settle(slot, age[1], age[0]);
  }

  /** A key has come into a slot. */
  #settle(slot: number, account: number, nowMs: number): void {
    this.#touch(slot, nowMs);
    this.#keys.words[slot * this.#keys.stride + accountAt] = account;
    this.#owned[account] = (this.#owned[account] ?? 0) + 1;
    this.#options.budget.used++;
  }

  #touch(slot: number, nowMs: number): void {
    this.#keys.doubles[(slot * this.#keys.stride + touchedAt) >> 1] = nowMs;
  }

  #ownerOf(slot: number): number {
    return this.#keys.words[slot * this.#keys.stride + accountAt] ?? 0;
  }

  #release(slot: number): void {
    const account = this.#ownerOf(slot);
    this.#owned[account] = (this.#owned[account] ?? 1) - 1;
    this.#options.budget.used--;
    this.#view.clear(slot);
    this.#keys.remove(slot);
    this.#lastSlot = unknown;
  }

  /** The clock's hand: looks at two slots for each new key, so what has expired goes without a scan. */
  #sweep(nowMs: number): void {
    for (let looked = 0; looked < 2 && this.size > 0; looked++) {
      const slot = this.#next();
      if (this.#keys.isUsed(slot) && this.#isExpired(slot, nowMs)) this.#release(slot);
    }
  }

  #next(): number {
    const slot = this.#hand;
    this.#hand = slot + 1 >= this.slots ? 0 : slot + 1;
    return slot;
  }

  #isExpired(slot: number, nowMs: number): boolean {
    return this.touched(slot) + this.#options.horizonMs <= nowMs;
  }

  #makeRoom(nowMs: number): boolean {
    const { budget, keysMax } = this.#options;
    if (this.size >= keysMax && !this.#evict(nowMs)) return false;
    if (budget.used < budget.keysMax) return true;
    return (budget.largest() ?? this).#evict(nowMs);
  }

  /** Drops a key of the source that has the most: an expired one, else the least advanced, of equals the one touched longest ago. */
  #evict(nowMs: number): boolean {
    const account = this.#largestAccount();
    let chosen = none;
    let least = Number.POSITIVE_INFINITY;
    let candidates = 0;
    for (let looked = 0; looked < scanMax && looked < this.slots && candidates < candidatesWanted; looked++) {
      const slot = this.#next();
      if (!this.#keys.isUsed(slot) || this.#ownerOf(slot) !== account) continue;
      if (this.#isExpired(slot, nowMs)) {
        this.#release(slot);
        return true;
      }
      candidates++;
      const advancement = this.#view.advancement(slot);
      if (advancement === Number.POSITIVE_INFINITY) continue;
      if (advancement > least || (advancement === least && this.touched(slot) >= this.touched(chosen))) continue;
      chosen = slot;
      least = advancement;
    }
    if (chosen === none) return false;
    const key = this.#keys.text(chosen) ?? "";
    this.#markDropped(account, key);
    this.#options.onDrop("keys_evicted", key, this.#nameOf(account));
    this.#release(chosen);
    return true;
  }

  #largestAccount(): number {
    let largest = 0;
    for (let account = 1; account < this.#owned.length; account++)
      if ((this.#owned[account] ?? 0) > (this.#owned[largest] ?? 0)) largest = account;
    return largest;
  }

  #accountOf(source: string): number {
    const known = this.#accounts.get(source);
    if (known !== undefined) return known;
    if (this.#accounts.size >= accountsMax) return accountsMax - 1;
    const account = this.#accounts.size;
    this.#accounts.set(source, account);
    this.#owned[account] = 0;
    return account;
  }

  #nameOf(account: number): string {
    for (const [source, number] of this.#accounts) if (number === account) return source;
    return "";
  }

  #markDropped(account: number, key: string): void {
    this.#dropped[account] ??= this.#newDropped();
    this.#dropped[account]?.add(key);
  }

  #newDropped(): DroppedKeys {
    return new DroppedKeys(bitWords / this.#options.budget.shards);
  }
}

/** Keys that were dropped, as bits: it never forgets one, and may name one that was not. */
class DroppedKeys {
  readonly bits: Uint32Array;

  /** A power of two of words. */
  constructor(words: number) {
    this.bits = new Uint32Array(words);
  }

  add(key: string): void {
    const { bits } = this;
    const hash = hashOf(key);
    const place = (hash >>> 5) & (bits.length - 1);
    bits[place] = (bits[place] ?? 0) | (1 << (hash & 31));
  }
  has(key: string): boolean {
    const { bits } = this;
    const hash = hashOf(key);
    return ((bits[(hash >>> 5) & (bits.length - 1)] ?? 0) & (1 << (hash & 31))) !== 0;
  }
}

/** A million bits for all shards of a term. */
const bitWords = 32_768;

function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash ^ key.charCodeAt(i), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
