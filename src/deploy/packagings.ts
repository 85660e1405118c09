/** Every form that can be deployed, by the name that the command line knows it by. */
import { packageContentctl } from "./contentctl.ts";
import { packageElasticNdjson, packageElasticToml } from "./elastic.ts";
import type { Packaging } from "./package.ts";
import { packageSentinelArm, packageSentinelYaml } from "./sentinel.ts";
import { packageSavedSearches } from "./splunk.ts";

export const packagings: Readonly<Record<string, Packaging>> = {
  savedsearches: packageSavedSearches,
  contentctl: packageContentctl,
  "sentinel-yaml": packageSentinelYaml,
  "sentinel-arm": packageSentinelArm,
  "elastic-ndjson": packageElasticNdjson,
  "elastic-toml": packageElasticToml,
};
