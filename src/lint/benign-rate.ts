/** How often a phrase stands in what people ordinarily write. */
import { fold } from "../runtime/fold.ts";
import { containsWord } from "../runtime/text.ts";
import { benignMessages } from "./benign-sample.ts";

export type Rate = { readonly hits: number; readonly messages: number };

let folded: readonly string[] | undefined;
const known = new Map<string, Rate>();

/** In how many of the bundled messages a phrase is found, case ignored; `asWord` as CONTAINS WORD finds it. O(sample) for a new phrase. */
export function benignRate(phrase: string, how: "anywhere" | "asWord"): Rate {
  const key = `${how} ${phrase}`;
  const found = known.get(key);
  if (found) return found;
  folded ??= benignMessages.map(fold);
  const needle = fold(phrase);
  const hits = folded.filter((text, index) =>
    how === "anywhere" ? text.includes(needle) : text.includes(needle) && containsWord(benignMessages[index], phrase, true),
  ).length;
  const rate = { hits, messages: folded.length };
  if (known.size < phrasesMax) known.set(key, rate);
  return rate;
}

/** Phrases whose rate is remembered; a long-lived editor must not keep every draft. */
const phrasesMax = 10_000;

/** `3 of 283 ordinary messages (1.1 %)`. */
export function showRate({ hits, messages }: Rate): string {
  return `${hits} of ${messages} ordinary messages (${((100 * hits) / messages).toFixed(1)} %)`;
}
