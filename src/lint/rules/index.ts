/** All lints, by name. */
import type { LintRule } from "../rule.ts";
import { absentAnything } from "./absent-anything.ts";
import { alwaysTrue } from "./always-true.ts";
import { baselineContainsValue } from "./baseline-contains-value.ts";
import { baselineLearnsAttack } from "./baseline-learns-attack.ts";
import { baselineShorterThanBucket } from "./baseline-shorter-than-bucket.ts";
import { booleanComparison } from "./boolean-comparison.ts";
import { casedProse } from "./cased-prose.ts";
import { commonPhrase } from "./common-phrase.ts";
import { countAlwaysReached } from "./count-always-reached.ts";
import { deprecatedRule } from "./deprecated-rule.ts";
import { domainInStringList } from "./domain-in-string-list.ts";
import { duplicateCondition } from "./duplicate-condition.ts";
import { duplicateEntry } from "./duplicate-entry.ts";
import { duplicatePhrase } from "./duplicate-phrase.ts";
import { equalsOnProse } from "./equals-on-prose.ts";
import { everyEventRule } from "./every-event-rule.ts";
import { exceptionByContent } from "./exception-by-content.ts";
import { exceptionWithoutExpiry } from "./exception-without-expiry.ts";
import { expensiveFirst } from "./expensive-first.ts";
import { exportedNowhere } from "./exported-nowhere.ts";
import { firstElementOnly } from "./first-element-only.ts";
import { frequencyNeedsSamples } from "./frequency-needs-samples.ts";
import { invertedThreshold } from "./inverted-threshold.ts";
import { levelTriggered } from "./level-triggered.ts";
import { likeIsSimpler } from "./like-is-simpler.ts";
import { magicNumber } from "./magic-number.ts";
import { missingDescription } from "./missing-description.ts";
import { missingFalsePositives } from "./missing-false-positives.ts";
import { missingFiringCase } from "./missing-firing-case.ts";
import { missingKey } from "./missing-key.ts";
import { missingNearMiss } from "./missing-near-miss.ts";
import { missingReferences } from "./missing-references.ts";
import { missingTags } from "./missing-tags.ts";
import { missingTest } from "./missing-test.ts";
import { mixedAndOr } from "./mixed-and-or.ts";
import { multiplierWithoutFloor } from "./multiplier-without-floor.ts";
import { negatedAll } from "./negated-all.ts";
import { notBeforeTest } from "./not-before-test.ts";
import { paddedEntry } from "./padded-entry.ts";
import { quantifierIsContains } from "./quantifier-is-contains.ts";
import { redundantCasing } from "./redundant-casing.ts";
import { redundantNot } from "./redundant-not.ts";
import { regexBacktracking } from "./regex-backtracking.ts";
import { regexDomainCheck } from "./regex-domain-check.ts";
import { regexIsLiteral } from "./regex-is-literal.ts";
import { regexLooseEnds } from "./regex-loose-ends.ts";
import { regexWithoutLiteral } from "./regex-without-literal.ts";
import { ruleIdFolder } from "./rule-id-folder.ts";
import { sameStep } from "./same-step.ts";
import { scoreOutOfRange } from "./score-out-of-range.ts";
import { severityMismatch } from "./severity-mismatch.ts";
import { shortPhrase } from "./short-phrase.ts";
import { singleEntryList } from "./single-entry-list.ts";
import { subsumedCondition } from "./subsumed-condition.ts";
import { subsumedEntry } from "./subsumed-entry.ts";
import { subsumedRule } from "./subsumed-rule.ts";
import { suppressAndWindow } from "./suppress-and-window.ts";
import { suppressWithoutKey } from "./suppress-without-key.ts";
import { tagFormat } from "./tag-format.ts";
import { tagMismatch } from "./tag-mismatch.ts";
import { thresholdAboveCap } from "./threshold-above-cap.ts";
import { unanchoredDomain } from "./unanchored-domain.ts";
import { unboundedKey } from "./unbounded-key.ts";
import { uninterpolatedDescription } from "./uninterpolated-description.ts";
import { unknownIgnore } from "./unknown-ignore.ts";
import { unrolledList } from "./unrolled-list.ts";
import { unusedAction } from "./unused-action.ts";
import { unusedDefine } from "./unused-define.ts";
import { unusedIgnore } from "./unused-ignore.ts";
import { unusedImport } from "./unused-import.ts";
import { unusedList } from "./unused-list.ts";
import { unusedParam } from "./unused-param.ts";

export const lintRules: readonly LintRule[] = [
  absentAnything,
  alwaysTrue,
  baselineContainsValue,
  baselineLearnsAttack,
  baselineShorterThanBucket,
  booleanComparison,
  casedProse,
  commonPhrase,
  countAlwaysReached,
  deprecatedRule,
  domainInStringList,
  duplicateCondition,
  duplicateEntry,
  duplicatePhrase,
  equalsOnProse,
  everyEventRule,
  exceptionByContent,
  exceptionWithoutExpiry,
  expensiveFirst,
  exportedNowhere,
  firstElementOnly,
  frequencyNeedsSamples,
  invertedThreshold,
  levelTriggered,
  likeIsSimpler,
  magicNumber,
  missingDescription,
  missingFalsePositives,
  missingFiringCase,
  missingKey,
  missingNearMiss,
  missingReferences,
  missingTags,
  missingTest,
  mixedAndOr,
  multiplierWithoutFloor,
  negatedAll,
  notBeforeTest,
  paddedEntry,
  quantifierIsContains,
  redundantCasing,
  redundantNot,
  regexBacktracking,
  regexDomainCheck,
  regexIsLiteral,
  regexLooseEnds,
  regexWithoutLiteral,
  ruleIdFolder,
  sameStep,
  scoreOutOfRange,
  severityMismatch,
  shortPhrase,
  singleEntryList,
  subsumedCondition,
  subsumedEntry,
  subsumedRule,
  suppressAndWindow,
  suppressWithoutKey,
  tagFormat,
  tagMismatch,
  thresholdAboveCap,
  unanchoredDomain,
  unboundedKey,
  uninterpolatedDescription,
  unknownIgnore,
  unrolledList,
  unusedAction,
  unusedDefine,
  unusedIgnore,
  unusedImport,
  unusedList,
  unusedParam,
];
