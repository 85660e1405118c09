/** The names of fields, which lines have again and again: their hash, and where in the tree of paths they lead, are kept. */
import { hashBytes, nameTag } from "./walk-hash";
import { childOf } from "./walk-paths";
import { firstBytes } from "./walk-text";

/** A name of at most sixteen bytes with zeros behind it, its hash, one more than the node from which it leads, and the node to which it leads. */
const entryBytes: usize = 32;
const entriesLog: u64 = 10;
const entries = heap.alloc((<usize>1 << <usize>entriesLog) * entryBytes);
/** Of the last longer name. */
const other = heap.alloc(entryBytes);

let seed: i32 = 0;

export function clearNames(key: i32): void {
  seed = key;
  memory.fill(entries, 0, (<usize>1 << <usize>entriesLog) * entryBytes);
}

export function nameHash(at: usize, end: usize): u64 {
  return hashBytes(at, end, seed ^ nameTag, ~seed);
}

// @ts-ignore: decorator
@inline
export function hashOf(entry: usize): u64 {
  return load<u64>(entry, 16);
}

// @ts-ignore: decorator
@inline
export function nodeOf(entry: usize): i32 {
  return load<i32>(entry, 28);
}

/** What is kept of a name below a node; good until the next one is asked for. No name has a zero byte. */
// @ts-ignore: decorator
@inline
export function nameAt(at: usize, end: usize, node: i32): usize {
  if (end - at > 16) return fill(other, at, end, node);
  const bytes = firstBytes(at, end - at);
  const mixed = (i64x2.extract_lane(bytes, 0) ^ rotl<i64>(i64x2.extract_lane(bytes, 1), 29) ^ <i64>node) * 0x9e3779b97f4a7c15;
  const entry = entries + (<usize>(<u64>mixed >> (64 - entriesLog)) * entryBytes);
  if (load<i32>(entry, 24) == node + 1 && !v128.any_true(v128.xor(v128.load(entry), bytes))) return entry;
  v128.store(entry, bytes);
  return fill(entry, at, end, node);
}

function fill(entry: usize, at: usize, end: usize, node: i32): usize {
  const hash = nameHash(at, end);
  store<u64>(entry, hash, 16);
  store<i32>(entry, node + 1, 24);
  store<i32>(entry, node == 0 ? 0 : childOf(node, hash, at, end), 28);
  return entry;
}
