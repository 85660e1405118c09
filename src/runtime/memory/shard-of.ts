/** Which of several shards has a key. */
import { textHash } from "./text-hash.ts";

const shardsMax = 16;
/** With fewer keys, chance would fill one shard long before the others. */
const keysMin = 8_192;

/** How many shards so many keys have: a power of two. */
export function shardCount(keysMax: number): number {
  let count = 1;
  while (count < shardsMax && 2 * count * keysMin <= keysMax) count *= 2;
  return count;
}

/** By all bits of the hash: the keys of one shard would meet in its table if it were by some. */
export function shardOf(key: string, seed: number, count: number): number {
  return count === 1 ? 0 : Math.imul(textHash(key, seed), 0x9e3779b1) >>> Math.clz32(count - 1);
}
