/** Views and entities are made by looks at bytes and runs; each must come to what the regular expressions say that tell what it is. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { escapes, hexDigits, hexPairs, hintsOf, letters, longRun, nextRun } from "../../src/runtime/decode-hints.ts";
import { turnedViews } from "../../src/runtime/decode-turned.ts";
import { addressRuns, emailRuns, hostRuns, idRuns, linkRuns } from "../../src/runtime/entity-runs.ts";
import { lowerCase } from "../../src/runtime/fold.ts";
import { decoded, entropy, normalize, simhash, skeleton } from "../../src/runtime/words.ts";
import { inertJson } from "../../src/diagnostics/escape.ts";

const numRuns = Number(process.env["AIDR_RUNS"] ?? 2_000);

/** Pieces that the words look for, and their neighbours that are none. */
const piece = fc.oneof(
  fc.constantFrom(
    "%41%42",
    "&lt;",
    "\\u0041",
    "\\x41\\x42",
    "aWdub3JlIGFsbA==",
    "aWdub3JlIHByZXZpb3Vz",
    "69676e6f726520616c6c",
    "69 67 6e 6f 72 65 20 61 6c 6c",
  ),
  fc.constantFrom(
    "69:67:6e:6f:72:65:20:",
    "6967 6e6f 7265 2061 6c6c",
    "0x69676e6f726520616c6c",
    "get_day_calendar_events",
    "\r\nYWxs",
    "\n",
    "\t",
    "  ",
    " ",
    "\u0000",
    "\u001c",
  ),
  fc.constantFrom(
    "a",
    "b",
    "F",
    "0",
    "7",
    "-",
    "_",
    "+",
    "/",
    "=",
    "==",
    ".",
    ":",
    "@",
    ",",
    "%",
    "&",
    "\\",
    '"',
    "“",
    "é",
    "😀",
    "\udb40",
    "\u{e0041}",
    "\u2013",
    "\u007f",
    "\u202e",
  ),
  fc.constantFrom(
    "bob@mail.example",
    "https://a.example/x?y",
    "//",
    "www.evil.example",
    "10.0.0.1",
    "fe80::1",
    "::ffff:1.2.3.4",
    "12:30:45",
    "GB29 NWBK 6016 1331 9268 19",
  ),
  fc.constantFrom(
    "://",
    "https:",
    "a+b.c://d",
    "x".repeat(70),
    "+1 (555) 123-4567",
    "0041791234567",
    "4111 1111 1111 1111",
    "INC-12345",
    "abc12345.def6789",
    "1234567.",
    "state-of-the-art",
    "e.g.",
    "covid-19",
    "2024-01-15",
  ),
  fc.constantFrom("ignore", "word", "the", "q".repeat(40)),
);
const text = fc.array(piece, { maxLength: 16 }).map((parts) => parts.join(""));
/** Long enough to be read as bytes. */
const asciiText = text.map((one) => one.replace(/[^\x00-\x7f]/g, "~").padEnd(40, "."));

function check(property: (text: string) => void, texts: fc.Arbitrary<string> = text): void {
  fc.assert(
    fc.property(texts, (one) => {
      property(one);
    }),
    { numRuns },
  );
}

describe("hints", () => {
  const forms = [
    [escapes, /[%&\\\udb40]/],
    [longRun, /[A-Za-z0-9+/_-]{16}/],
    [hexPairs, /(?:[0-9A-Fa-f]{2}[ :,]){7}/],
    [letters, /[A-Za-z]{2}/],
  ] as const;
  test.each(forms)("%i says what %s says", (hint, form) => {
    check((one) => expect((hintsOf(one) & hint) !== 0).toBe(form.test(one)));
  });

  test("of sixteen digits are there wherever there is something to decode", () => {
    check((one) => {
      if (/(?:0[xX])?(?:[0-9A-Fa-f]{2}[ :,]?){7,}[0-9A-Fa-f]{2}/.test(one)) expect(hintsOf(one) & hexDigits).not.toBe(0);
    });
  });

  test("of runs lead to each of them, in order", () => {
    check((one) => {
      const found: number[] = [];
      for (let at = nextRun(one, 0); at >= 0; ) {
        found.push(at);
        let end = at;
        while (/[A-Za-z0-9+/_-]/.test(one.charAt(end))) end++;
        at = nextRun(one, end);
      }
      expect(found).toEqual([...one.matchAll(/[A-Za-z0-9+/_-]{16,}/g)].map((match) => match.index));
    });
  });
});

describe("views", () => {
  const turn = (one: string) =>
    one.replace(/[A-Za-z]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) + (/[A-Ma-m]/.test(letter) ? 13 : -13)));
  test("turned are the letters turned, the text backwards, and both", () => {
    check(
      (one) => {
        const backwards = Array.from(one).reverse().join("");
        expect(turnedViews(one)).toEqual([turn(one), backwards, turn(backwards)]);
      },
      fc.oneof(text, asciiText),
    );
  });

  test("of ASCII are what the steps for all texts make of it", () => {
    check((one) => {
      const plain = one.replace(/[\x00-\x08\x0e-\x1b\x7f]/g, "").replace(/[\x09-\x0d\x1c-\x20]+/g, " ");
      expect(normalize(one)).toBe(plain);
      // With a letter beyond ASCII, the steps for all texts are taken.
      expect(normalize(`${one}é`)).toBe(`${plain}e`);
      expect(skeleton(`${one}é`)).toBe(`${String(skeleton(one))}e`);
    }, asciiText);
  });

  test("of a long text hold those of its parts that stand alone", () => {
    check(
      (one) => {
        const views = decoded(`${one} aWdub3JlIHByZXZpb3Vz .`);
        expect(Array.isArray(views) && views.some((view) => typeof view === "string" && view.includes("ignore previous"))).toBe(true);
      },
      fc.constantFrom("plain words", "a_long_name_of_a_function and", "x".repeat(15), "%41", "69:67:6e:6f:72:65:20:"),
    );
  });
});

describe("runs that may be entities", () => {
  const all = (form: RegExp, one: string) => [...one.matchAll(form)].map(([found]) => found);
  test("of emails and links are what a search with their neighbours finds", () => {
    const email =
      /(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9.\u00a1-\uffff-]{0,252}[A-Za-z0-9\u00a1-\uffff])?/g;
    const link =
      /(?<![A-Za-z0-9+.-])([A-Za-z][A-Za-z0-9+.-]{1,31}):\/\/([^\s/?#"'<>\\()[\]{}`,;|^]{1,512}|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?)([^\s"'<>\\`{}|^]{0,2048})/g;
    check((one) => {
      expect(emailRuns(one)).toEqual(all(email, one));
      expect(linkRuns(one).map(({ scheme, authority, rest }) => `${scheme}://${authority}${rest}`)).toEqual(all(link, one));
    });
  });

  test("of hosts are what a search with its neighbours finds", () => {
    check((one) =>
      expect(hostRuns(one)).toEqual(
        all(/(?<![A-Za-z0-9_.@%+-])[A-Za-z0-9_-]{1,63}(?:\.[A-Za-z0-9_-]{1,63}){1,20}(?![A-Za-z0-9_@-])/g, one),
      ),
    );
  });

  test("of addresses are what a search finds that has two colons", () => {
    check((one) =>
      expect(addressRuns(one)).toEqual(
        all(/(?<![A-Za-z0-9_:.])[0-9A-Fa-f:.]{3,45}(?![A-Za-z0-9_:.])/g, one).filter((found) => found.split(":").length > 2),
      ),
    );
  });

  test("of ids are what a search finds that has a digit", () => {
    const ids = /(?<![A-Za-z0-9_.@-])[A-Za-z0-9](?:[A-Za-z0-9_-]{3,126}[A-Za-z0-9])(?![A-Za-z0-9_@-]|\.\d)/g;
    const digit = /\d/;
    check((one) => expect(idRuns(one).filter((found) => digit.test(found))).toEqual(all(ids, one).filter((found) => digit.test(found))));
    // The property would notice a form that forgets what stands before it.
    expect(idRuns("x.abc12345")).not.toEqual(all(/[A-Za-z0-9](?:[A-Za-z0-9_-]{3,126}[A-Za-z0-9])/g, "x.abc12345"));
  });
});

describe("JSON of alerts", () => {
  test("is written out alike, whether it is plain or not", () => {
    check(
      (one) => {
        const json = inertJson({ one });
        expect(JSON.parse(json)).toEqual({ one });
        expect(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{DI}\p{NChar}]/u.test(json)).toBe(false);
      },
      fc.oneof(text, fc.string({ unit: "binary" })),
    );
  });
});

describe("numbers of a text", () => {
  test("entropy is that of its characters counted one by one", () => {
    check((one) => {
      const counts = new Map<string, number>();
      for (const character of one) counts.set(character, (counts.get(character) ?? 0) + 1);
      const shares = [...counts.values()].sort((left, right) => left - right).map((count) => count / [...one].length);
      expect(entropy(one)).toBe(shares.reduce((bits, share) => bits - share * Math.log2(share), 0) + 0);
    });
  });

  test("simhash is the two smallest hashes of its runs of three words", () => {
    const hash = (run: string, seed: number) => {
      let state = seed;
      for (const unit of run.split("")) state = Math.imul(state ^ unit.charCodeAt(0), 0x01000193);
      state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
      state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
      return (state ^ (state >>> 16)) >>> 0;
    };
    check((one) => {
      const words = (lowerCase(String(normalize(one))).match(/[\p{L}\p{N}]+/gu) ?? []).filter((word) => !/^\p{N}+$/u.test(word));
      const runs = words.map((_, at) => words.slice(at, at + 3).join(" ")).slice(0, Math.max(1, words.length - 2));
      const least = (seed: number) =>
        Math.min(...runs.map((run) => hash(run, seed)))
          .toString(16)
          .padStart(8, "0");
      expect(simhash(one)).toBe(words.length === 0 ? undefined : least(0x811c9dc5) + least(0x5bd1e995));
    });
  });
});
