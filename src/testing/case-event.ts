/** How the events of a case are called. */

/** Id of the case's event of this number, unless it brings its own. */
export function eventId(index: number): string {
  return `e${index}`;
}
