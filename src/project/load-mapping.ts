/** The mapping that an export uses: what the command line names, else what `aidr.yaml` names for the target, else the one that comes with aidr. */
import { join, resolve } from "node:path";
import type { TargetName } from "../builtins/target.ts";
import type { Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { Mapping, MappingTarget } from "../schema/mapping.ts";
import { readMapping } from "../schema/read-mapping.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Settings } from "./config.ts";
import { nowhere, report } from "./diagnostics.ts";
import { findFiles } from "./find-files.ts";
import { libraryFolder } from "./load-modules.ts";
import { mappingKinds } from "./mapping-targets.ts";
import { isFile, nameOf } from "./paths.ts";
import { readText, sizesMax } from "./read-text.ts";

const standard: Readonly<Record<MappingTarget, string>> = { spl: "splunk-json", kql: "sentinel", elastic: "elastic-ecs" };

export type MappingRequest = {
  readonly target: TargetName;
  /** `--mapping`: a name of the standard library, or a file. */
  readonly named?: string;
  /** `--profile`: decides between the bundled mappings for `kql`, and must fit one that is named. */
  readonly profile?: "adx" | "sentinel";
  readonly cwd: string;
};

export function loadMapping(
  request: MappingRequest,
  settings: Settings,
  model: EventModel,
  sources: Map<string, SourceFile>,
): Result<Mapping | undefined> {
  const { target, named, profile, cwd } = request;
  const kind = mappingKinds[target];
  const configured = settings.mappings.value.get(target) ?? settings.mappings.value.get(kind);
  const name = named ?? configured ?? (kind === "kql" && profile ? profile : standard[kind]);
  const span = named === undefined && configured !== undefined ? settings.mappings.span : nowhere();
  const { value, diagnostics } = readNamed({ name, span, base: named === undefined ? settings.root : cwd }, settings, model, sources);
  if (!value) return { value, diagnostics };
  if (value.target !== kind)
    return { value: undefined, diagnostics: [...diagnostics, report.wrongMapping(span, { name: value.name, kind: value.target, target })] };
  return { value: profile && kind === "kql" ? { ...value, profile } : value, diagnostics };
}

/** A mapping by its name in the standard library, or a file. */
export function readMappingFile(
  name: string,
  cwd: string,
  settings: Settings,
  model: EventModel,
  sources: Map<string, SourceFile>,
): Result<Mapping | undefined> {
  return readNamed({ name, span: nowhere(), base: cwd }, settings, model, sources);
}

type Named = { readonly name: string; readonly span: Span; readonly base: string };

function readNamed(
  { name, span, base }: Named,
  settings: Settings,
  model: EventModel,
  sources: Map<string, SourceFile>,
): Result<Mapping | undefined> {
  const shipped = join(libraryFolder(), "mappings", `${name}.yaml`);
  const own = resolve(base, name);
  const isShipped = /^[a-z0-9-]+$/.test(name) && isFile(shipped);
  if (!isShipped && !isFile(own)) {
    const known = mappingNames();
    const help = [...didYouMean(name, known), `mappings: ${known.join(", ")}; or a file of your own`];
    return { value: undefined, diagnostics: [report.unknownMapping(span, { name }, { help })] };
  }
  const shown = isShipped ? `std/mappings/${name}.yaml` : nameOf(settings.root, own);
  const text = readText(isShipped ? shipped : own, shown, sizesMax.yaml, span);
  if (!text.value) return { value: undefined, diagnostics: text.diagnostics };
  sources.set(shown, text.value);
  return readMapping(text.value, model);
}

function mappingNames(): string[] {
  const folder = join(libraryFolder(), "mappings");
  return findFiles(folder, ".", ".yaml").files.map((path) => nameOf(folder, path).replace(/\.yaml$/, ""));
}
