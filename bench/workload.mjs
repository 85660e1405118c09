/**
 * Rules and events for measuring, the same in every run: made by a generator of its own from pseudo-words, so that texts have the statistics of prose
 * (a few words often, most of them rarely) and no phrase of a rule occurs unless it is planted.
 */

const seed = 20_261_121;

/** How many phrases are planted: never, in one event of fifty, three in each. */
export const densities = { none: 0, few: 0.02, many: 3 };

/** `count` rules: 70 % lists of phrases, 10 % patterns, 5 % both, 15 % without text. */
export function makeRules(count) {
  const random = randomFrom(seed);
  const words = vocabulary(random);
  return Array.from({ length: count }, (_, index) => makeRule(index, random, words));
}

/** `count` events of about `size` bytes of text, with phrases of the rules planted. */
export function makeEvents(rules, count, size, density) {
  const random = randomFrom(seed + size);
  const words = vocabulary(randomFrom(seed));
  const planted = rules.flatMap((rule) => rule.phrases);
  return Array.from({ length: count }, (_, index) => {
    const type = ["input", "input", "output", "tool_call"][Math.floor(random() * 4)];
    const phrases = density >= 1 ? density : random() < density ? 1 : 0;
    const text = makeText(size, phrases, planted, random, words);
    return {
      event_id: `e${index}`,
      event_type: type,
      timestamp: new Date(1_767_225_600_000 + index * 1_000).toISOString(),
      ai_system_id: `system-${index % 7}`,
      user: {
        id: `user-${Math.floor(random() * 5_000)}`,
        is_admin: random() < 0.1,
        department: pick(departments, random),
        country: pick(countries, random),
      },
      session: { id: `s-${Math.floor(index / 10)}`, turns: Math.floor(random() * 60), current_cost: random() * 20 },
      model: { provider: pick(providers, random), name: pick(models, random) },
      ...(type === "input"
        ? {
            input_text: text,
            input_source: pick(["user", "application", "tool", "retrieval"], random),
            input_tokens: Math.floor(random() * 4_000),
          }
        : type === "output"
          ? { output_text: text, output_tokens: Math.floor(random() * 4_000), finish_reason: "stop" }
          : { tool_call: { id: `t${index}`, tool: pick(tools, random), params: { body: text } } }),
    };
  });
}

const departments = Array.from({ length: 40 }, (_, index) => `department-${index}`);
const countries = "DE FR US GB NL PL IT ES SE NO FI DK CZ AT CH BE PT IE GR RO".split(" ");
const providers = ["alpha", "beta", "gamma", "delta", "epsilon"];
const models = Array.from({ length: 30 }, (_, index) => `model-${index}`);
const tools = Array.from({ length: 200 }, (_, index) => `tool_${index}`);

function makeRule(index, random, words) {
  const kind = index % 20;
  const hasPhrases = kind < 14 || kind === 16;
  const hasPattern = kind === 14 || kind === 15 || kind === 16;
  const field = random() < 0.65 ? "input_text" : "output_text";
  const type = field === "input_text" ? "input" : "output";
  const hasText = hasPhrases || hasPattern;
  const rule = {
    id: `bench.rule-${index}`,
    on: hasText ? type : pick(["input", "output", "tool_call"], random),
    field,
    phrases: hasPhrases ? Array.from({ length: 5 + Math.floor(random() * 16) }, () => phraseOf(random, words)) : [],
    pattern: hasPattern ? `${rareWord(random, words)} [a-z]{2,12} (${rareWord(random, words)}|${rareWord(random, words)})` : undefined,
    equal: [],
    least: undefined,
    notIn: undefined,
  };
  const equals = hasText ? Math.floor(random() * 2.5) : 3;
  for (let left = equals; left > 0; left--) {
    const [path, values] = pick(
      [
        ["model.provider", providers],
        ["user.department", departments],
        ["user.country", countries],
        ["model.name", models],
      ],
      random,
    );
    if (!rule.equal.some(([known]) => known === path)) rule.equal.push([path, pick(values, random)]);
  }
  if (rule.on === "tool_call") rule.equal.push(["tool_call.tool", pick(tools, random)]);
  if (random() < (hasText ? 0.2 : 0.6)) rule.least = ["session.turns", 57 + Math.floor(random() * 5)];
  if (random() < 0.3)
    rule.notIn = ["user.id", Array.from({ length: 2 + Math.floor(random() * 59) }, () => `user-${Math.floor(random() * 5_000)}`)];
  return rule;
}

/** Two to four words, one of them rare. */
function phraseOf(random, words) {
  const around = 1 + Math.floor(random() * 3);
  const parts = [rareWord(random, words), ...Array.from({ length: around }, () => commonWord(random, words))];
  return parts.join(" ");
}

function makeText(size, phrases, planted, random, words) {
  const parts = [];
  let length = 0;
  while (length < size) {
    const word = commonWord(random, words);
    parts.push(parts.length % 13 === 0 ? word[0].toUpperCase() + word.slice(1) : word);
    length += word.length + 1;
  }
  for (let left = phrases; left > 0 && planted.length > 0; left--) {
    const phrase = pick(planted, random);
    parts.splice(Math.floor(random() * parts.length), 0, random() < 0.5 ? phrase.toUpperCase() : phrase);
  }
  return parts.join(" ");
}

function vocabulary(random) {
  const syllables = "ka lo mi ter ran se du vo pri sta men gol fi ber un chi tor wes jan plu".split(" ");
  const words = new Set();
  while (words.size < 6_000) words.add(Array.from({ length: 1 + Math.floor(random() * 3.5) }, () => pick(syllables, random)).join(""));
  return [...words];
}

/** The first 2,000 words, by Zipf's law; the others are in rules alone, unless planted. */
function commonWord(random, words) {
  return words[Math.min(1_999, Math.floor(2_000 ** random()) - 1 + Math.floor(random() * 3))];
}

function rareWord(random, words) {
  return words[2_000 + Math.floor(random() * 4_000)];
}

export function pick(list, random) {
  return list[Math.floor(random() * list.length)];
}

/** Mulberry32: small, and the same everywhere. */
export function randomFrom(start) {
  let state = start;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
