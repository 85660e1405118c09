/** What `run --validate` found: how events differ from their schemas, counted by kind of difference. */
import { validateAgainst } from "../schema/validate-event.ts";
import type { EventModel } from "../schema/event-type.ts";
import type { ValueRecord } from "../runtime/value.ts";

const kindsMax = 1000;

export class Validation {
  /** By what is wrong, with list positions left out; the first place of each. */
  readonly issues = new Map<string, { count: number; readonly first: string }>();
  events = 0;
  readonly #model: EventModel;

  constructor(model: EventModel) {
    this.#model = model;
  }

  look(event: ValueRecord, source: string, line: number): void {
    const issues = validateAgainst(event, this.#model);
    if (issues.length > 0) this.events++;
    for (const issue of issues) {
      const name = `\`${issue.path.replace(/\[\d+\]/g, "[]")}\` ${issue.message}`;
      const known = this.issues.get(name);
      if (known) known.count++;
      else if (this.issues.size < kindsMax) this.issues.set(name, { count: 1, first: `${source}:${line}` });
    }
  }
}
