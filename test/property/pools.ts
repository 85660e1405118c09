/** Small pools of values that rules and events both draw from, so that random rules fire; with the traps of case, Unicode and numbers. */
import fc from "fast-check";
import { ExactInteger } from "../../src/runtime/value.ts";

export const words = [
  "alpha",
  "Alpha",
  "ALPHA",
  "beta",
  "send_email",
  "Send_Email",
  "read file",
  "straße",
  "STRASSE",
  "STRAẞE",
  "ſafe",
  "safe",
  "SAFE",
  "K1",
  "k1",
  "\u212a1",
  "İx",
  "ix",
  "ıx",
  "ﬁn",
  "Σας",
  "σασ",
  "a*b",
  "a?b",
  "50%",
  "x_y",
  '"q"',
  "tab\there",
  "😀",
  "constructor",
  "__proto__",
  "é",
  "e\u0301",
  "10",
  "true",
] as const;
export const domains = [
  "example.com",
  "Example.COM",
  "mail.example.com",
  "corp.example",
  "xample.com",
  "evil.io",
  "example.com.evil.io",
] as const;
export const addresses = [
  "10.0.0.1",
  "10.255.0.3",
  "192.168.1.7",
  "192.168.2.7",
  "::1",
  "2001:db8::1",
  "2001:DB8:0:0::2",
  "::ffff:10.0.0.1",
  "999.1.1.1",
  "10.0.0",
] as const;
export const dates = [
  "2026-01-01T00:00:00Z",
  "2026-01-01T23:59:59.999Z",
  "2026-01-02",
  "2026-03-29T02:30:00+01:00",
  "2026-06-15T12:00:00Z",
] as const;
export const numbers = [0, 1, 2, 3, 5, 10, 0.5, 0.25, 100, 1000] as const;
export const bigDigits = ["9007199254740993", "9007199254740992", "123456789012345678901234567890"] as const;

/** A few words stand more often than the rest, so that what a rule asks for is there. */
export const word: fc.Arbitrary<string> = fc.oneof(
  { arbitrary: fc.constantFrom("alpha", "Alpha", "beta"), weight: 2 },
  { arbitrary: fc.constantFrom(...words), weight: 3 },
);
export const domain: fc.Arbitrary<string> = fc.constantFrom(...domains);
/** A few words with something or nothing between them. */
export const text: fc.Arbitrary<string> = fc
  .array(fc.tuple(word, fc.constantFrom("", " ", "_", "-", "\n", "9", "ß")), { minLength: 0, maxLength: 4 })
  .map((parts) => parts.map(([piece, gap]) => piece + gap).join(""));
/** What `IN` a list of domains is asked about. */
export const hostText: fc.Arbitrary<string> = fc.oneof(
  domain,
  domain.map((name) => `bob@${name}`),
  domain.map((name) => `"a@b"@${name}`),
  domain.map((name) => `https://${name}/p?q=@other.org`),
  domain.map((name) => `http://user:pw@${name}:8080/x`),
  domain.map((name) => `${name}.`),
  fc.constantFrom("", "@", "bob", "no host", "https://", "http:///x", "bob@", ".example.com", "example..com", "exam ple.com"),
);
export const address: fc.Arbitrary<string> = fc.constantFrom(...addresses);
export const number: fc.Arbitrary<number> = fc.constantFrom(...numbers);
export const bigInteger: fc.Arbitrary<ExactInteger> = fc
  .constantFrom(...bigDigits.filter((digits) => digits !== "9007199254740992"))
  .map((digits) => new ExactInteger(digits));
