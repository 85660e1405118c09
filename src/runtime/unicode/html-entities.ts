/** Named character references that text is hidden behind: punctuation, spaces and Latin letters; the rest stay as they are written. */

const table =
  "amp & lt < gt > quot \" apos ' nbsp \u00a0 shy \u00ad lpar ( rpar ) lsqb [ lbrack [ rsqb ] rbrack ] lcub { lbrace { rcub } rbrace } " +
  "num # dollar $ percnt % excl ! quest ? ast * midast * plus + comma , period . sol / bsol \\ colon : semi ; equals = commat @ Hat ^ lowbar _ " +
  "UnderBar _ grave ` verbar | vert | VerticalLine | hyphen \u2010 dash \u2010 ndash \u2013 mdash \u2014 lsquo \u2018 rsquo \u2019 ldquo \u201c rdquo \u201d " +
  "hellip \u2026 bull \u2022 middot \u00b7 laquo \u00ab raquo \u00bb copy \u00a9 reg \u00ae trade \u2122 euro \u20ac pound \u00a3 cent \u00a2 yen \u00a5 " +
  "ensp \u2002 emsp \u2003 thinsp \u2009 ZeroWidthSpace \u200b zwnj \u200c zwj \u200d lrm \u200e rlm \u200f NoBreak \u2060 " +
  "Agrave \u00c0 Aacute \u00c1 Acirc \u00c2 Atilde \u00c3 Auml \u00c4 Aring \u00c5 agrave \u00e0 aacute \u00e1 acirc \u00e2 atilde \u00e3 auml \u00e4 aring \u00e5 " +
  "Egrave \u00c8 Eacute \u00c9 Ecirc \u00ca Euml \u00cb egrave \u00e8 eacute \u00e9 ecirc \u00ea euml \u00eb Igrave \u00cc Iacute \u00cd igrave \u00ec iacute \u00ed " +
  "icirc \u00ee iuml \u00ef Ograve \u00d2 Oacute \u00d3 Ouml \u00d6 ograve \u00f2 oacute \u00f3 ocirc \u00f4 otilde \u00f5 ouml \u00f6 Ugrave \u00d9 Uacute \u00da " +
  "Uuml \u00dc ugrave \u00f9 uacute \u00fa ucirc \u00fb uuml \u00fc ccedil \u00e7 Ccedil \u00c7 ntilde \u00f1 Ntilde \u00d1 szlig \u00df imath \u0131";

const words = table.split(" ");

/** Name without `&` and `;` → character. */
export const htmlEntities: ReadonlyMap<string, string> = new Map([
  ["Tab", "\t"],
  ["NewLine", "\n"],
  ...Array.from({ length: words.length >> 1 }, (_, index): [string, string] => [words[index * 2] ?? "", words[index * 2 + 1] ?? ""]),
]);
