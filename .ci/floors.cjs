/**
 * The floors of the house, lowest first. Everything else here is derived from this one array: an import goes to a
 * lower floor or stays in its own room; it never goes up, never sideways to another room, and never in a circle.
 */
const floors = [
  ["source", "types", "regex", "runtime", "targets", "grammar"],
  ["builtins", "diagnostics"],
  ["syntax", "ir", "schema"],
  ["check", "lint", "format", "detect", "emit", "export", "import", "adapt"],
  ["deploy"],
  ["aidr"],
  ["project", "store", "testing", "quality"],
  ["cli", "lsp", "index", "embed"],
];

/** Rooms that may use Node itself: files, clock, environment. */
const groundedRooms = ["project", "store", "cli", "lsp"];

/** Rooms that are a file, with a folder of its parts or without, and the one that is no folder of `src`. */
const places = { aidr: "^src/aidr(\\.ts$|/)", index: "^src/index\\.ts$", embed: "^src/embed\\.ts$", grammar: "^grammar/" };
const placeOf = (room) => places[room] ?? `^src/${room}/`;

const ours = ["^src/", "^grammar/"];

/** What every room stands on, also those of the lowest floor: `invariant` and `unreachable`, a file that imports nothing. */
const ground = "^src/source/invariant\\.ts$";

const floorRules = floors.flatMap((rooms, floor) =>
  rooms.map((room) => ({
    name: `floor-${floor + 1}-${room}`,
    comment: `\`${room}\` stands on floor ${floor + 1}: it may import itself and ${floors.slice(0, floor).flat().join(", ") || "nothing else of the house"}`,
    severity: "error",
    from: { path: placeOf(room) },
    to: { path: ours, pathNot: [...[room, ...floors.slice(0, floor).flat()].map(placeOf), ground] },
  })),
);

module.exports = {
  forbidden: [
    ...floorRules,
    {
      name: "no-stranger",
      comment: "every file of `src` stands in a room that the floors name",
      severity: "error",
      from: { path: ours, pathNot: floors.flat().map(placeOf) },
      to: {},
    },
    { name: "ground", severity: "error", from: { path: ground }, to: {} },
    {
      name: "no-circle",
      comment: "no circle, not even of types; but the plan is one recursive union, and its two halves are two files",
      severity: "error",
      from: { path: ours, pathNot: "^src/ir/(plan|state)\\.ts$" },
      to: { circular: true },
    },
    {
      name: "pure-below",
      comment: `only ${groundedRooms.join(", ")} touch files, clock or environment`,
      severity: "error",
      from: { path: ours, pathNot: groundedRooms.map(placeOf) },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "runtime-stands-alone",
      comment: "what is published as `aidr/runtime` needs re2js and nothing else",
      severity: "error",
      from: { path: placeOf("runtime") },
      to: { dependencyTypes: ["npm", "npm-dev", "npm-optional", "npm-peer", "core"], pathNot: "node_modules/re2js/" },
    },
    {
      name: "no-development-package",
      comment: "what is shipped imports only what is installed with it",
      severity: "error",
      from: { path: ours },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg", "npm-unknown"] },
    },
    { name: "resolvable", severity: "error", from: { path: ours }, to: { couldNotResolve: true } },
  ],
  options: {
    parser: "swc",
    tsPreCompilationDeps: true,
    doNotFollow: { path: "node_modules" },
    // AssemblyScript, which is built into a module of its own and imports nothing else of the house.
    exclude: { path: "^dist/|^src/runtime/assembly/" },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      extensions: [".ts", ".js", ".json"],
      conditionNames: ["import", "node", "default"],
      mainFields: ["module", "main"],
    },
  },
};
