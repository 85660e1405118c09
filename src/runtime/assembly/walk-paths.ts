/** The paths that are asked for, as a tree of keys, and what was found at them. */

/** Edges of the tree, in open addressing by the hash of their key: node it leads from, node it leads to, hash, place and length of its key. */
const edgeBytes: usize = 24;
const edgesMax: i32 = 2048;
const edgeMask: i32 = 2 * edgesMax - 1;
const edges = heap.alloc((<usize>edgesMax << 1) * edgeBytes);

/** By node: number of its slot plus one. */
const slotOf = heap.alloc((edgesMax + 2) << 2);

/** A slot: kind, beginning, end, marks, the number, half the hash, and the turn in which it was written. */
export const slotBytes: usize = 32;
export const slots = heap.alloc(<usize>(edgesMax + 2) * slotBytes);

export const root: i32 = 1;
let nodes: i32 = root;
let slotCount: i32 = 0;

/** Nothing is asked for. */
export function clearPaths(): void {
  nodes = root;
  slotCount = 0;
  memory.fill(edges, 0, (<usize>edgesMax << 1) * edgeBytes);
  memory.fill(slotOf, 0, (edgesMax + 2) << 2);
}

/** The node to which the key leads; 0 where none is asked for. */
export function childOf(node: i32, key: u64, at: usize, end: usize): i32 {
  let place = placeOf(node, key);
  while (true) {
    const edge = edges + <usize>place * edgeBytes;
    const from = load<i32>(edge);
    if (from == 0) return 0;
    if (from == node && load<u64>(edge, 8) == key && isSame(load<i32>(edge, 16), load<i32>(edge, 20), at, end)) return load<i32>(edge, 4);
    place = (place + 1) & edgeMask;
  }
}

function placeOf(node: i32, key: u64): i32 {
  const mixed = (<i32>key ^ <i32>(key >> 32) ^ (node * <i32>0x9e3779b1)) * <i32>0x85ebca6b;
  return <i32>(<u32>mixed >> 16) & edgeMask;
}

function isSame(known: usize, length: usize, at: usize, end: usize): bool {
  if (end - at != length) return false;
  return memory.compare(known, at, length) == 0;
}

/** The same, which is added where it was not asked for; 0 where there is no room. The bytes of the key stay where they are. */
export function addChild(node: i32, key: u64, at: usize, end: usize): i32 {
  const known = childOf(node, key, at, end);
  if (known != 0 || nodes > edgesMax) return known;
  let place = placeOf(node, key);
  while (load<i32>(edges + <usize>place * edgeBytes) != 0) place = (place + 1) & edgeMask;
  const edge = edges + <usize>place * edgeBytes;
  store<i32>(edge, node);
  store<i32>(edge, ++nodes, 4);
  store<u64>(edge, key, 8);
  store<i32>(edge, <i32>at, 16);
  store<i32>(edge, <i32>(end - at), 20);
  return nodes;
}

/** The slot of what a node leads to. */
export function addSlot(node: i32): i32 {
  const known = load<i32>(slotOf + (<usize>node << 2));
  if (known != 0) return known - 1;
  store<i32>(slotOf + (<usize>node << 2), ++slotCount);
  return slotCount - 1;
}

/** Writes down what is at a node, if that is asked for. */
export function put(node: i32, turn: i32, kind: i32, at: usize, end: usize, marks: i32, number: f64, hash: i32): void {
  const filled = load<i32>(slotOf + (<usize>node << 2));
  if (filled == 0) return;
  const slot = slots + <usize>(filled - 1) * slotBytes;
  store<i32>(slot, kind);
  store<i32>(slot, <i32>at, 4);
  store<i32>(slot, <i32>end, 8);
  store<i32>(slot, marks, 12);
  store<f64>(slot, number, 16);
  store<i32>(slot, hash, 24);
  store<i32>(slot, turn, 28);
}
