/** Texts that try to do more than be shown: terminal controls, bidi, line breaks, markup and workflow commands, alone and mixed by a seed. */

const pieces: readonly string[] = [
  "\u001b[31mred",
  "\u001b]0;title\u0007",
  "\u001b]8;;https://example.net\u001b\\link",
  "\u001bP1$r\u001b\\",
  "\u009b2J",
  "\u0090q\u009c",
  "\u001bc",
  "\b\b\b",
  "\u0007",
  "\r",
  "\n",
  "\r\n",
  "\u2028",
  "\u2029",
  "\u0085",
  "\u000b",
  "\u000c",
  "\u0000",
  "\u202ereversed",
  "\u2066isolate\u2069",
  "\u200e",
  "\u200f",
  "\u061c",
  "\u200b",
  "\u200d",
  "\ufeff",
  "\u00ad",
  "\u{e0041}\u{e0042}",
  "\ufe0f",
  "\u3164",
  "\ud800",
  "\udc00x",
  "\uffff",
  "\u{1fffe}",
  "<script>alert(1)</script>",
  "]]>",
  "<!--",
  "&amp;",
  "&#x1b;",
  "\"'>",
  "::error file=a,line=1::owned",
  "%0A::warning::x",
  "::set-output name=a::b",
  "##[group]",
  "`code`",
  "[a](javascript:1)",
  "=1+1",
  "|a|b|",
  "\\",
  "\\u{1b}",
  '{"a":1}',
  "{hole}",
  "$&",
  "日本語",
  "é",
  "🦊",
  "plain words",
];

/** `count` payloads: every piece alone first, then mixtures. */
export function payloads(count: number): string[] {
  const made = [...pieces];
  let state = 20260112;
  const next = (limit: number): number => {
    // The numbers of Park and Miller's minimal generator: the same payloads in every run.
    state = (state * 48_271) % 2_147_483_647;
    return state % limit;
  };
  while (made.length < count)
    made.push(Array.from({ length: 1 + next(6) }, () => pieces[next(pieces.length)] ?? "").join(next(3) === 0 ? " " : ""));
  return made.slice(0, count);
}
