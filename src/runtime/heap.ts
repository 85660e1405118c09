/** A binary heap: the least element first. */

export class Heap<T> {
  readonly #items: T[] = [];
  readonly #compare: (a: T, b: T) => number;

  constructor(compare: (a: T, b: T) => number) {
    this.#compare = compare;
  }

  get size(): number {
    return this.#items.length;
  }

  /** The least element, which stays. */
  peek(): T | undefined {
    return this.#items[0];
  }

  /** O(log size). */
  push(item: T): void {
    const items = this.#items;
    const compare = this.#compare;
    let at = items.length;
    items.push(item);
    while (at > 0) {
      const up = (at - 1) >> 1;
      const parent = items[up] as T; // in range: up < at
      if (compare(parent, item) <= 0) break;
      items[at] = parent;
      at = up;
    }
    items[at] = item;
  }

  /** Takes the least element. O(log size). */
  pop(): T | undefined {
    const items = this.#items;
    const compare = this.#compare;
    const least = items[0];
    const last = items.pop();
    if (items.length === 0 || last === undefined) return least;
    let at = 0;
    for (;;) {
      let down = at * 2 + 1;
      if (down >= items.length) break;
      const left = items[down] as T; // in range: checked
      const right = items[down + 1];
      if (right !== undefined && compare(right, left) < 0) down++;
      const child = items[down] as T; // in range: the smaller of one or two
      if (compare(last, child) <= 0) break;
      items[at] = child;
      at = down;
    }
    items[at] = last;
    return least;
  }

  /** All elements, least first; the heap stays. O(size log size). */
  sorted(): T[] {
    return this.#items.slice().sort(this.#compare);
  }

  /** Leaves out what does not pass. O(size log size). */
  keep(passes: (item: T) => boolean): void {
    const kept = this.#items.filter(passes).sort(this.#compare);
    this.#items.length = 0;
    for (const item of kept) this.#items.push(item);
  }
}
