/** Colour and the progress bar: who gets them, and who never does. */
import { describe, expect, test } from "vitest";
import { startProgress } from "../../src/cli/progress.ts";
import { type Output, paintNothing, wantsColour } from "../../src/cli/terminal.ts";

describe("colour", () => {
  test.each([
    ["a terminal", undefined, {}, true, true],
    ["a pipe", undefined, {}, false, false],
    ["a dumb terminal", undefined, { TERM: "dumb" }, true, false],
    ["NO_COLOR", undefined, { NO_COLOR: "1" }, true, false],
    ["an empty NO_COLOR, which is not set", undefined, { NO_COLOR: "" }, true, true],
    ["FORCE_COLOR in a pipe", undefined, { FORCE_COLOR: "1" }, false, true],
    ["FORCE_COLOR=0", undefined, { FORCE_COLOR: "0" }, true, false],
    ["NO_COLOR over FORCE_COLOR", undefined, { NO_COLOR: "1", FORCE_COLOR: "1" }, true, false],
    ["--color over NO_COLOR", true, { NO_COLOR: "1" }, false, true],
    ["--no-color over FORCE_COLOR", false, { FORCE_COLOR: "1" }, true, false],
  ] as const)("%s", (_name, wish, environment, isTerminal, colour) => {
    expect(wantsColour(wish, environment, isTerminal)).toBe(colour);
  });
});

describe("progress", () => {
  function watch(environment: Record<string, string>, isTerminal: boolean): { drawn: string[]; at: (ms: number) => void } {
    const drawn: string[] = [];
    let time = 0;
    const stderr: Output = {
      isTerminal,
      columns: 60,
      paint: paintNothing,
      write: (text) => void drawn.push(text),
      ready: async () => {},
      flushed: async () => {},
    };
    const progress = startProgress(stderr, environment, () => time);
    return {
      drawn,
      at: (ms) => {
        time = ms;
        progress.update(ms, 4000, "17 events");
      },
    };
  }
  test("begins after a second, and is drawn ten times a second at most", () => {
    const { drawn, at } = watch({}, true);
    for (let ms = 0; ms < 999; ms += 10) at(ms);
    expect(drawn).toEqual([]);
    for (let ms = 1000; ms < 2000; ms += 10) at(ms);
    expect(drawn).toHaveLength(10);
    expect(drawn[9]).toMatch(/^\r\u001b\[K█+░+ {2}47% 17 events$/);
  });
  test.each([
    ["a pipe", {}, false],
    ["CI", { CI: "true" }, true],
  ])("never in %s", (_name, environment, isTerminal) => {
    const { drawn, at } = watch(environment as Record<string, string>, isTerminal);
    for (let ms = 0; ms < 4000; ms += 100) at(ms);
    expect(drawn).toEqual([]);
  });
});
