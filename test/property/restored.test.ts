/** A run that is cut anywhere, saved and restored gives the same alerts, and equal state gives equal bytes. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { detect, type Detector } from "../../src/detect/detect.ts";
import type { Alert } from "../../src/runtime/alert.ts";
import type { Arrival } from "../oracle/interpreter.ts";
import { check, runs, show } from "./compare.ts";
import { randomStateRules, randomStream, ruleOn, sequenceForms, stateForms } from "./random-stream.ts";

const forms = { ...stateForms, ...sequenceForms };
const perForm = Math.ceil(runs(600) / (Object.keys(forms).length + 1));

describe("a restored run goes on as if it had never stopped", { timeout: 7_200_000 }, () => {
  it.each(Object.entries(forms))("%s", (_, form) => restores(ruleOn(form)));
  it("files of several rules", () => restores(randomStateRules));
});

function restores(rules: fc.Arbitrary<string>): void {
  const streams = fc.constantFrom("seconds" as const, "days" as const).chain((pace) => randomStream(pace, false));
  const property = fc.property(rules, streams, fc.nat(20), fc.constantFrom(0, 2000), (text, arrivals, cut, latenessMs) => {
    const checked = check(text);
    if (checked.errors.length > 0) return;
    const start = (): Detector => detect(checked.plan, { latenessMs });
    const whole = start();
    const expected = [...feed(whole, arrivals), ...whole.flush()];
    const before = start();
    const early = feed(before, arrivals.slice(0, cut));
    const bytes = before.snapshot();
    const after = start();
    expect(after.restore(bytes).kind).toBe("restored");
    expect(after.snapshot()).toEqual(bytes);
    const alerts = [...early, ...feed(after, arrivals.slice(cut)), ...after.flush()];
    expect(alerts, show(text, arrivals)).toEqual(expected);
    expect(after.snapshot()).toEqual(whole.snapshot());
  });
  fc.assert(property, { numRuns: perForm });
}

function feed(detector: Detector, arrivals: readonly Arrival[]): readonly Alert[] {
  return arrivals.flatMap(({ event, ...position }) => [...detector.push(event, position)]);
}
