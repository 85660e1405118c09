/** Which comments belong where: they are handed out in the order of the text, to the part before which or on whose line they stand. */
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import type { Comment } from "../syntax/ast.ts";
import { type Doc, comment, concat, hardline } from "./doc.ts";

export class Comments {
  readonly #text: string;
  readonly #all: readonly Comment[];
  #next = 0;

  constructor(file: SourceFile, all: readonly Comment[]) {
    this.#text = file.text;
    this.#all = all;
  }

  /** The comments before an offset that no one has taken. */
  takeBefore(offset: number): Comment[] {
    const taken: Comment[] = [];
    for (let one = this.#all[this.#next]; one && one.span.start < offset; one = this.#all[this.#next]) {
      taken.push(one);
      this.#next++;
    }
    return taken;
  }

  /** Whether a comment that no one has taken stands before an offset. */
  hasBefore(offset: number): boolean {
    const one = this.#all[this.#next];
    return one !== undefined && one.span.start < offset;
  }

  /** The comment behind a part on the line where it ends, only commas between. */
  takeBehind(end: number): Doc {
    const one = this.#all[this.#next];
    if (!one || one.span.start < end || !/^[ \t,]*$/.test(this.#text.slice(end, one.span.start))) return "";
    this.#next++;
    return comment(one.text);
  }

  /** Whether the text has an empty line between two offsets. */
  hasBlankLine(from: number, to: number): boolean {
    return /\n[ \t\r]*\n/.test(this.#text.slice(from, to));
  }

  /** What the user wrote at a place that could not be read. */
  written(span: Span): string {
    return this.#text.slice(span.start, span.end);
  }
}

/** Comments on lines of their own, above what they are about. */
export function above(comments: readonly Comment[]): Doc {
  return concat(comments.flatMap((one): Doc[] => [one.text, hardline]));
}
