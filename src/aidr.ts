/**
 * The waist: everything that a project's text can become, pure. What reads files, clocks or options stands above. Each part is a file of its own in
 * `aidr/`, so that a command loads what it asks and nothing else.
 */
export { analyze } from "./aidr/analyze.ts";
export { lint, type LintRequest } from "./aidr/lint.ts";
export { emitModule } from "./aidr/emit.ts";
export { exportTo } from "./aidr/export.ts";
export { parse } from "./syntax/parse.ts";
export { format } from "./format/format.ts";
