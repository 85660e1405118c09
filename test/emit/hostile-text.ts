/** Texts that try to get out of the literal that they stand in. */
import fc from "fast-check";

/** Pieces that end literals, comments, templates and scripts, or hide. */
const pieces = [
  '"',
  "'",
  "`",
  "\\",
  "\\u0022",
  "\n",
  "\r",
  "\u2028",
  "\u2029",
  "\u0000",
  "*/",
  "/*",
  "//",
  "${x}",
  "</script>",
  "<!--",
  "-->",
  "]]>",
  "\u202e",
  "\u200b",
  "\ufeff",
  "\ud800",
  "\udc00",
  "\u{e0041}",
  "\u00a0",
  "😀",
  "ſ",
  "a",
  " ",
];
/** Names that a language has a use for, with which a text may be mistaken where it is a name itself. */
const names = ["_", "__proto__", "constructor", "toString", "from", "string", "null", "type", "class", "at", "$", "_9", "9"];

const mixed = fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary" })), { maxLength: 8 }).map((all) => all.join(""));
export const hostileText = fc.oneof({ arbitrary: mixed, weight: 5 }, { arbitrary: fc.constantFrom(...names), weight: 1 });
