/**
 * Four functions of lodash as chevrotain uses them: on arrays, plain objects and keys that are no paths. lodash's own reach for symbols, paths and every
 * kind of object, and that took a tenth of what the shortest command takes, as chevrotain calls them for every production of the grammar.
 */
const plain = {
  has: "export default (object, key) => object != null && Object.prototype.hasOwnProperty.call(object, key);",
  drop: "export default (array, count = 1) => array.slice(count);",
  clone:
    "export default (value) => Array.isArray(value) ? value.slice() : value === null || typeof value !== 'object' ? value : " +
    "Object.assign(Object.create(Object.getPrototypeOf(value)), value);",
  pickBy:
    "export default (object, keeps) => { const kept = {}; " +
    "for (const key in object) if (keeps(object[key], key)) kept[key] = object[key]; return kept; };",
};

/** For esbuild: puts them in the place of lodash's files of these names. Nothing but chevrotain asks for lodash. */
export const plainLodash = {
  name: "plain-lodash",
  setup(build) {
    build.onLoad({ filter: /\/lodash-es\/(has|drop|clone|pickBy)\.js$/ }, ({ path }) => ({
      contents: plain[path.slice(path.lastIndexOf("/") + 1, -".js".length)],
      loader: "js",
    }));
  },
};
