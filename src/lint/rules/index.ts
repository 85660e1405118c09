/** All lints, by name. */
import type { LintRule } from "../rule.ts";
import { firstElementOnly } from "./first-element-only.ts";
import { missingDescription } from "./missing-description.ts";
import { mixedAndOr } from "./mixed-and-or.ts";
import { unknownIgnore } from "./unknown-ignore.ts";
import { unusedIgnore } from "./unused-ignore.ts";
import { unusedImport } from "./unused-import.ts";

export const lintRules: readonly LintRule[] = [firstElementOnly, missingDescription, mixedAndOr, unknownIgnore, unusedIgnore, unusedImport];
