/** What can be wrong with a project's files, its configuration, and how a command was called. */
import { defineDiagnostics } from "../diagnostics/catalog.ts";
import type { Span } from "../source/span.ts";

export const report = defineDiagnostics({
  noSuchFile: { code: "AIDR5001", severity: "error", message: "`{path}` does not exist" },
  unreadableFile: { code: "AIDR5002", severity: "error", message: "`{path}` cannot be read: {reason}" },
  outsideProject: {
    code: "AIDR5003",
    severity: "error",
    message: "`{path}` leads outside the project",
    help: "keep the file below the folder of `aidr.yaml`; nothing outside it and nothing on a network is read",
  },
  unknownModule: { code: "AIDR5004", severity: "error", message: "there is no module `{path}`" },
  importForm: {
    code: "AIDR5005",
    severity: "error",
    message: "`{path}` is no path of a module",
    help: 'write `"std/…"` for the standard library or `"./…"` for a file of the project',
  },
  importCycle: {
    code: "AIDR5006",
    severity: "error",
    message: "these modules import each other: {cycle}",
    help: "move what they share into a module that imports neither",
  },
  tooManyFiles: {
    code: "AIDR5007",
    severity: "error",
    message: "more than {limit} {what}",
    help: "name fewer files, or a narrower pattern",
  },
  oversizeFile: {
    code: "AIDR5008",
    severity: "error",
    message: "`{path}` has {size} bytes, and {limit} are allowed",
    help: "split it into several files",
  },
  notUtf8: { code: "AIDR5009", severity: "error", message: "`{path}` is not UTF-8", help: "save it as UTF-8" },
  nothingMatches: { code: "AIDR5010", severity: "error", message: "no {what} matches `{pattern}`" },
  columnNeeded: {
    code: "AIDR5011",
    severity: "error",
    message: "`{path}` is a table, and no column is named",
    help: 'add `COLUMN "name"`; it has {columns}',
  },
  unknownColumn: { code: "AIDR5012", severity: "error", message: "`{path}` has no column `{column}`", help: "it has {columns}" },
  columnOfText: {
    code: "AIDR5013",
    severity: "error",
    message: "`{path}` has one value a line and no columns",
    help: "leave out `COLUMN`, or name a `.csv` file",
  },
  brokenTable: { code: "AIDR5014", severity: "error", message: "line {line} of `{path}` opens a quote that is never closed" },
  badParam: { code: "AIDR5017", severity: "error", message: "`{text}` gives no parameter a value", help: "write `--param name=value`" },
  unknownAdapter: { code: "AIDR5018", severity: "error", message: "there is no adapter `{name}`" },
  usage: { code: "AIDR5019", severity: "error", message: "{problem}" },
  unreadableEvents: {
    code: "AIDR5020",
    severity: "error",
    message: "`{path}` breaks off: {reason}",
    help: "what came before it was judged",
  },
  noEventRead: { code: "AIDR5021", severity: "error", message: "none of the {lines} lines of input could be read" },
  rejectedInput: { code: "AIDR5022", severity: "error", message: "{count} lines of input could not be read, and `--strict` asks for all" },
  alreadyThere: {
    code: "AIDR5023",
    severity: "error",
    message: "`{path}` is already there",
    help: "nothing was changed; choose another name, or remove it first",
  },
  unknownTopic: { code: "AIDR5024", severity: "error", message: "there is no rule, word or diagnostic `{topic}`" },
  brokenContext: { code: "AIDR5025", severity: "error", message: "`{path}` is not one JSON object: {reason}" },
  noRules: { code: "AIDR5026", severity: "error", message: "there is no rule to judge with", help: "name a file or folder with rules" },
  cannotWrite: { code: "AIDR5027", severity: "error", message: "`{path}` cannot be written: {reason}" },
  unknownParam: { code: "AIDR5028", severity: "error", message: "no rule that was loaded has a parameter `{name}`" },
  stateInUse: {
    code: "AIDR5029",
    severity: "error",
    message: "`{folder}` is in use by {holder}",
    help: "wait for it, or use another folder; if nobody uses it, remove `{lock}`",
  },
  stateUnusable: {
    code: "AIDR5030",
    severity: "error",
    message: "nothing that is kept in `{folder}` can be used: {reasons}",
    help: "nothing was judged or changed; name another folder to start without state, or restore this one from a backup",
  },
  statePassedOver: { code: "AIDR5031", severity: "warning", message: "{reason}" },
  inputChanged: {
    code: "AIDR5032",
    severity: "warning",
    message: "`{path}` is not the file that was read before",
    help: "it is read from its beginning, as a source of its own",
  },
  alertFileChanged: {
    code: "AIDR5033",
    severity: "warning",
    message: "`{path}` is not the file that alerts were written to before",
    help: "alerts go on at its end; nothing was cut off",
  },
  noStorePackage: {
    code: "AIDR5034",
    severity: "error",
    message: "the store `{name}` needs a package that is not installed",
    help: "`npm install {package}`, or leave out `--store`",
  },
  unknownMapping: { code: "AIDR5035", severity: "error", message: "there is no mapping `{name}`" },
  wrongMapping: {
    code: "AIDR5036",
    severity: "error",
    message: "the mapping `{name}` is for {kind}, and `{target}` cannot be exported with it",
    help: "a mapping for `elastic` serves esql, eql and querydsl; those for `spl` and `kql` serve the target of that name",
  },
  unknownLint: { code: "AIDR5301", severity: "error", message: "there is no lint `{name}`" },
});

/** The place of a mistake that stands in no file: an option, an environment variable, a missing file. */
export function nowhere(file = ""): Span {
  return { file, start: 0, end: 0 };
}
