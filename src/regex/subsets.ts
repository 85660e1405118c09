/** Sets of small numbers, each kept once: what subset construction goes through. */

/** A set is put together from a base, which several may share, and from what each has beside it. */
export type Subsets = {
  readonly startBase: () => void;
  readonly addToBase: (members: readonly number[]) => void;
  /** Begins what the next set has beside the base. */
  readonly start: () => void;
  readonly add: (members: readonly number[]) => void;
  /** Keeps the set. Gives its members where it is new. O(members). */
  readonly keep: () => readonly number[] | undefined;
};

/** For numbers below `size`. A set is found again by the exclusive or of its members' marks, and then compared. */
export function newSubsets(size: number): Subsets {
  const marks = Int32Array.from({ length: size }, (_, member) => markOf(member));
  const known = new Map<number, (readonly number[])[]>();
  /** The set that a number was last added to. */
  const addedAt = new Int32Array(size);
  let clock = 0;
  let base: number[] = [];
  let baseClock = 0;
  let baseMark = 0;
  let beside: number[] = [];
  let mark = 0;
  const isSame = (other: readonly number[]) => {
    if (other.length !== base.length + beside.length) return false;
    for (let at = 0; at < other.length; at++) {
      const added = addedAt[other[at] ?? 0];
      if (added !== baseClock && added !== clock) return false;
    }
    return true;
  };
  return {
    startBase() {
      baseClock = ++clock;
      base = [];
      baseMark = 0;
      beside = [];
      mark = 0;
    },
    addToBase(members) {
      for (let at = 0; at < members.length; at++) {
        const member = members[at] ?? 0;
        if (addedAt[member] === baseClock) continue;
        addedAt[member] = baseClock;
        base.push(member);
        baseMark ^= marks[member] ?? 0;
      }
    },
    start() {
      clock++;
      beside = [];
      mark = 0;
    },
    add(members) {
      for (let at = 0; at < members.length; at++) {
        const member = members[at] ?? 0;
        const added = addedAt[member];
        if (added === baseClock || added === clock) continue;
        addedAt[member] = clock;
        beside.push(member);
        mark ^= marks[member] ?? 0;
      }
    },
    keep() {
      const all = baseMark ^ mark;
      const sharing = known.get(all);
      if (sharing?.some(isSame)) return undefined;
      const kept = beside.length === 0 ? base.slice() : base.concat(beside);
      if (sharing) sharing.push(kept);
      else known.set(all, [kept]);
      return kept;
    },
  };
}

/** Spreads neighbouring numbers over 30 bits, which V8 keeps without a box. The finalizer of MurmurHash3, Austin Appleby, public domain. */
function markOf(member: number): number {
  let mixed = member + 1;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) & 0x3fffffff;
}
