/** The place of an event that was looked at before its turn. */
import type { Arrival, Bucket, Position } from "./order.ts";
import type { Sighting } from "./sighting.ts";
import type { ValueRecord } from "./value.ts";

/** An event that was looked at beforehand: its object is made when somebody asks for it. */
export class SightedArrival implements Arrival {
  readonly type: string;
  timeMs: number;
  readonly sequence: number;
  readonly source: string;
  readonly partition: number;
  readonly offset: number;
  readonly ingestMs: number | undefined;
  readonly id: string | undefined;
  contentId: string | undefined;
  bucket: Bucket | undefined;
  readonly sighting: Sighting;
  readonly #read: () => ValueRecord;
  #made: ValueRecord | undefined;

  constructor(sighting: Sighting, read: () => ValueRecord, at: Position | undefined, offset: number) {
    this.type = sighting.type;
    this.timeMs = sighting.timeMs;
    this.sequence = sighting.sequence;
    this.source = at?.source ?? sighting.source;
    this.partition = at?.partition ?? 0;
    this.offset = offset;
    this.ingestMs = at?.ingestMs;
    this.id = sighting.id;
    this.contentId = undefined;
    this.bucket = undefined;
    this.sighting = sighting;
    this.#read = read;
  }

  get event(): ValueRecord {
    this.#made ??= this.#read();
    return this.#made;
  }
}
