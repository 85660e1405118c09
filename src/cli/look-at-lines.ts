/** Lines of aidr's own events, looked at as bytes before anybody parses them. */
import type { Detector } from "../detect/detect.ts";
import type { SightedLine, TextLine } from "../project/event-stream.ts";

/** What the bytes of a line tell of its event; undefined for a line that must be read. */
export type LookAtLine = (line: TextLine) => SightedLine | undefined;

/** Undefined where records only become events, or events are not yet whole, and where bytes cannot be looked at. */
export function lookAtLines(detector: Detector, how: { readonly adapter: unknown; readonly overlay: unknown }): LookAtLine | undefined {
  const sight = how.adapter === undefined && how.overlay === undefined ? detector.lineSight() : undefined;
  if (sight === undefined) return undefined;
  let loaded: Uint8Array | undefined;
  return ({ piece, from, to, replaced }) => {
    if (replaced) return undefined;
    if (piece !== loaded) sight.load(piece);
    loaded = piece;
    const seen = sight.sight(from, to);
    return seen && { sightings: [seen], skipped: 0, isPlain: true };
  };
}
