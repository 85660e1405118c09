/** A place in a pattern's source that moves forward, and the first error. */

/** What is wrong, what to do about it, and where, in UTF-16 units of the source. */
export type RegexError = { readonly message: string; readonly help: string; readonly start: number; readonly end: number };

export class RegexScanner {
  readonly source: string;
  readonly names = new Set<string>();
  at = 0;
  error: RegexError | undefined;

  constructor(source: string) {
    this.source = source;
  }
  get isDone(): boolean {
    return this.at >= this.source.length;
  }
  /** The UTF-16 unit here, or an empty string at the end. */
  get peek(): string {
    return this.source.charAt(this.at);
  }
  skip(units: number): void {
    this.at += units;
  }
  /** The code point here, stepping over it. */
  take(): number {
    const point = this.source.codePointAt(this.at) ?? 0;
    this.at += point > 0xffff ? 2 : 1;
    return point;
  }
  startsWith(text: string): boolean {
    return this.source.startsWith(text, this.at);
  }
  slice(start: number, end: number): string {
    return this.source.slice(start, end);
  }
  /** Match of a sticky form here, stepping over it. */
  match(form: RegExp): RegExpExecArray | undefined {
    const found = this.lookAt(form);
    if (found) this.at += found[0].length;
    return found;
  }
  lookAt(form: RegExp): RegExpExecArray | undefined {
    form.lastIndex = this.at;
    return form.exec(this.source) ?? undefined;
  }
  /** Keeps the first error; what is read after it does not matter. */
  fail(message: string, help: string, start: number, end: number): void {
    this.error ??= { message, help, start, end: Math.min(Math.max(end, start), this.source.length) };
  }
}
