/** A tree without its places, for comparing what two texts mean. */
export function stripSpans(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(stripSpans);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, one]) => !(key === "span" || key.endsWith("Span") || key === "file") && one !== undefined)
      .map(([key, one]) => [key, stripSpans(one)]),
  );
}
