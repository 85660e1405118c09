/** Literals that look like a piece of a query: what a rule's author, or an attacker who gets a phrase into a list, might write. */
import fc from "fast-check";

const pieces = [
  ..."\"\\/*?:(){}[]^~!&|+-=<>#@$%.,;'` \t\n\r\u0000\u3000\u2028é😀KſİaZ0",
  "AND",
  "OR",
  "NOT",
  "TO",
  "&&",
  "||",
  "*:*",
  "_exists_:",
  '"""',
  "{{x}}",
  "${x}",
  "$token$",
  "\\u0041",
  "\\\\",
  "\\*",
  '" OR "',
  '"}}',
  ") OR (",
  "now-1d",
  "..",
  "/i",
  "null",
];

export const hostileLiteral: fc.Arbitrary<string> = fc
  .array(fc.constantFrom(...pieces), { minLength: 1, maxLength: 12, size: "max" })
  .map((parts) => parts.join(""));
