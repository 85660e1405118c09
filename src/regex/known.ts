/** Trees of patterns that were read before: the same pattern stands in many rules, and what is worked out for a tree is remembered with it. */
import { parseRegex } from "./parse.ts";

const known = new Map<string, ReturnType<typeof parseRegex>>();
const knownMax = 2_000;

/** As `parseRegex`, and the same tree for the same pattern, for as long as it is kept. */
export function knownRegex(source: string, flags: string): ReturnType<typeof parseRegex> {
  const key = `${flags}/${source}`;
  const found = known.get(key);
  if (found) return found;
  const made = parseRegex(source, flags);
  if (known.size >= knownMax) known.clear();
  known.set(key, made);
  return made;
}
