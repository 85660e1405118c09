/**
 * What of chevrotain is not bundled. Its lexer: tokens are made by our own (decision 0013), of theirs only the pattern that never matches is asked for. What it says
 * of a grammar that is wrong. And the general form of five functions of lodash, which it uses on arrays, plain objects and keys that are no paths, for every production of the
 * grammar: lodash's reach for symbols, paths and every kind of object took a tenth of what the shortest command takes.
 */
const lean = {
  "chevrotain/lib/src/scan/lexer_public.js":
    "export class Lexer { static NA = /NOT_APPLICABLE/; constructor() { throw new Error('aidr has a lexer of its own'); } }" +
    "export const LexerDefinitionErrorType = {};",
  // The grammar is checked by a test, of which the packaged parser asks nothing.
  "chevrotain/lib/src/parse/grammar/checks.js": [
    "validateLookahead",
    "validateGrammar",
    "validateRuleIsOverridden",
    "validateNoLeftRecursion",
    "validateEmptyOrAlternative",
    "validateAmbiguousAlternationAlternatives",
    "validateSomeNonEmptyLookaheadPath",
  ]
    .map((name) => `export const ${name} = () => [];`)
    .join(""),
  "lodash-es/_baseIteratee.js":
    "export default (value) => { if (typeof value === 'function') return value; if (value == null) return (item) => item; " +
    "throw new Error('aidr has no such iteratee'); };",
  "lodash-es/has.js": "export default (object, key) => object != null && Object.prototype.hasOwnProperty.call(object, key);",
  "lodash-es/drop.js": "export default (array, count = 1) => array.slice(count);",
  "lodash-es/clone.js":
    "export default (value) => Array.isArray(value) ? value.slice() : value === null || typeof value !== 'object' ? value : " +
    "Object.assign(Object.create(Object.getPrototypeOf(value)), value);",
  "lodash-es/pickBy.js":
    "export default (object, keeps) => { const kept = {}; " +
    "for (const key in object) if (keeps(object[key], key)) kept[key] = object[key]; return kept; };",
};

/** For esbuild. A build in which one of these files is not met any more fails: its package has changed, and this table must be read anew. */
export const leanPackages = {
  name: "lean-packages",
  setup(build) {
    const met = new Set();
    build.onLoad({ filter: /\/node_modules\/(chevrotain|lodash-es)\/.*\.js$/ }, ({ path }) => {
      const name = path.replaceAll("\\", "/").split("/node_modules/").at(-1);
      if (!Object.hasOwn(lean, name)) return undefined;
      met.add(name);
      return { contents: lean[name], loader: "js" };
    });
    build.onEnd(() => ({ errors: Object.keys(lean).flatMap((name) => (met.has(name) ? [] : [{ text: `${name} is not asked for` }])) }));
  },
};
