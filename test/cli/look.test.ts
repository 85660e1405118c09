/** Lines that are looked at as bytes give what parsed ones give: an empty context has every line parsed. */
import { expect, test } from "vitest";
import { place, plainRule } from "../project/place.ts";
import { mutated } from "../runtime/raw/lines.ts";
import { randomFrom } from "../store/frail-files.ts";
import { randomLines, statefulRules } from "../store/stream.ts";
import { aidr, type Ran } from "./command.ts";
import { oddLines } from "./odd-lines.ts";

const moreRules = `LIST phrases: list<string> = ["attack", "straße", "long long"]

RULE: Big
ON input
IF input_tokens == 9007199254740993
THEN alert(severity=LOW, category="resource_abuse")

RULE: Phrases
ON input
IF normalize(input_text) CONTAINS phrases AND user.id EXISTS
THEN alert(severity=LOW, category="prompt_injection")

RULE: A tag
ON input
IF "flagged" IN labels OR input_tokens > 10
THEN alert(severity=LOW, category="prompt_injection")
`;

/** The bytes of these lines, a fifth of them mutated. */
function mutatedLines(lines: readonly string[], seed: number): Buffer {
  const random = randomFrom(seed);
  const pieces = lines.map((line) => {
    const bytes = Buffer.from(line);
    return random() < 0.2 ? Buffer.from(mutated(bytes, random)) : bytes;
  });
  return Buffer.concat(pieces.flatMap((piece) => [piece, Buffer.from("\n")]));
}

/** The summary without its times, and without the fact that there is a context. */
function timeless({ code, out, err }: Ran): Ran {
  return { code, out, err: err.replace(/[\d.]+ s, [\d,]+ events\/s/, "") };
}

test.each([1, 2, 3])("odd and mutated lines, seed %i", { timeout: 60_000 }, (seed) => {
  const flagged = randomLines(300, seed).map((line, number) =>
    line.replace("{", `{"labels":["flagged${number % 3 === 0 ? "" : "x"}"],"input_tokens":${number % 12},`),
  );
  const folder = place({
    "aidr.yaml": "",
    "rules/state.aidr": statefulRules,
    "rules/more.aidr": moreRules,
    "rules/plain.aidr": plainRule(),
    "lines.jsonl": mutatedLines([...oddLines(400), ...flagged], seed),
    "nothing.yaml": "{}\n",
  });
  const words = ["run", "--events", "lines.jsonl"];
  const [looked, parsed] = [aidr(folder, words), aidr(folder, [...words, "--context", "nothing.yaml"])];
  expect(looked.code, looked.err).toBe(0);
  expect(looked.out.split("\n").length).toBeGreaterThan(200);
  expect(timeless(looked)).toEqual(timeless(parsed));
});
