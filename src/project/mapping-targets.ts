/** Which mappings the targets read, and for which targets `aidr.yaml` names one. */
import { type TargetName, targetNames } from "../builtins/target.ts";
import type { MappingTarget } from "../schema/mapping.ts";
import type { Settings } from "./config.ts";

/** Which kind of mapping each target reads. */
export const mappingKinds: Readonly<Record<TargetName, MappingTarget>> = {
  spl: "spl",
  kql: "kql",
  esql: "elastic",
  eql: "elastic",
  querydsl: "elastic",
};

/** The targets for which the configuration names a mapping, by their own name or that of its kind. */
export function configuredTargets({ mappings }: Settings): readonly TargetName[] {
  return targetNames.filter((target) => mappings.value.has(target) || mappings.value.has(mappingKinds[target]));
}
