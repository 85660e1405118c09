/** The values that well-written literals stand for. */

const escapes: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** The text of a string token, quotes included; its escapes are those of JSON. */
export function textValue(image: string): string {
  const body = image.slice(1, -1);
  if (!body.includes("\\")) return body;
  return body.replace(/\\(?:u([0-9A-Fa-f]{4})|(.))/gs, (_, hex: string | undefined, letter: string | undefined) =>
    hex !== undefined ? String.fromCharCode(Number.parseInt(hex, 16)) : (escapes[letter ?? ""] ?? letter ?? ""),
  );
}

/** The number that digits and underscores stand for; Infinity where it is out of range. */
export function numberValue(image: string): number {
  return Number(image.replaceAll("_", ""));
}

/** Where a pattern token's flags begin. */
export function splitPattern(image: string): { readonly source: string; readonly flags: string } {
  const end = image.lastIndexOf("/");
  return { source: image.slice(1, end), flags: image.slice(end + 1) };
}
