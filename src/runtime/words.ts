/** Every word's evaluator, by the name that its declaration gives; closures and emitted modules call these. */
import type { Value } from "./value.ts";

export { decoded } from "./decode.ts";
export { decodeBase64 } from "./decode-base64.ts";
export { domainOf, hostOf, inDomains } from "./domain.ts";
export { emails, entities, links } from "./entities.ts";
export { inCidrs } from "./ip.ts";
export { like } from "./like.ts";
export { coalesce, equal, hasElement, inList, tuple } from "./list.ts";
export { normalize, skeleton } from "./normalize.ts";
export { add, distanceKm, divide, greater, greaterEqual, less, lessEqual, multiply, negate, remainder, subtract } from "./number.ts";
export { countMatchesOf, matches } from "./pattern.ts";
export { simhash, similarity } from "./similarity.ts";
export { contains, containsWord, endsWith, entropy, length, lower, startsWith, trim, upper } from "./text.ts";
export { dayOf, hourOf, minuteOf, monthOf, weekdayOf, yearOf } from "./time.ts";
export { textOf } from "./walk.ts";

/** Total: false when an operand is missing or of a wrong type. `fold` ignores case where the word knows case. */
export type TestFunction = (subject: Value, object: Value, fold: boolean) => boolean;
/** Total: missing when it has no value. */
export type ValueFunction = (...args: Value[]) => Value;
