/**
 * A small printing algebra: documents that may break at known places, and a printer that breaks the outermost ones that do not
 * fit. After Wadler, "A prettier printer", made iterative, so that a chain of 10,000 parts needs no stack.
 */

export type Doc =
  | string
  | { readonly kind: "concat"; readonly parts: readonly Doc[]; readonly breaks: boolean }
  | { readonly kind: "group"; readonly inner: Doc; readonly breaks: boolean }
  | { readonly kind: "indent"; readonly by: number; readonly inner: Doc; readonly breaks: boolean }
  | { readonly kind: "line"; readonly flat: string }
  | { readonly kind: "hardline" }
  /** Only printed where the group around it breaks: a trailing comma. */
  | { readonly kind: "if-broken"; readonly text: string }
  /** Goes to the end of its line and ends it. */
  | { readonly kind: "comment"; readonly text: string };

/** A blank, or a line break where the group around it breaks. */
export const line: Doc = { kind: "line", flat: " " };
/** Nothing, or a line break where the group around it breaks. */
export const softline: Doc = { kind: "line", flat: "" };
export const hardline: Doc = { kind: "hardline" };

export function concat(parts: readonly Doc[]): Doc {
  return { kind: "concat", parts, breaks: parts.some(mustBreak) };
}

/** Printed on one line if it fits, else with all its own lines broken. */
export function group(inner: Doc): Doc {
  return { kind: "group", inner, breaks: mustBreak(inner) };
}

export function indent(inner: Doc, by = 2): Doc {
  return { kind: "indent", by, inner, breaks: mustBreak(inner) };
}

export function ifBroken(text: string): Doc {
  return { kind: "if-broken", text };
}

export function comment(text: string): Doc {
  return { kind: "comment", text };
}

export function join(separator: Doc, parts: readonly Doc[]): Doc {
  return concat(parts.flatMap((part, index) => (index === 0 ? [part] : [separator, part])));
}

function mustBreak(doc: Doc): boolean {
  if (typeof doc === "string") return false;
  switch (doc.kind) {
    case "hardline":
    case "comment":
      return true;
    case "line":
    case "if-broken":
      return false;
    default:
      return doc.breaks;
  }
}

type Mode = "flat" | "broken";
type Command = { readonly indent: number; readonly mode: Mode; readonly doc: Doc };

/** Prints a document to lines of at most `width` where its breaks allow. O(size of the document). */
export function print(doc: Doc, width: number): string {
  const out: string[] = [];
  const trailing: string[] = [];
  const stack: Command[] = [{ indent: 0, mode: "broken", doc }];
  let column = 0;
  const newline = (indentation: number): void => {
    for (const [index, text] of trailing.entries()) out.push(index === 0 ? `  ${text}` : `\n${" ".repeat(indentation)}${text}`);
    trailing.length = 0;
    out.push(`\n${" ".repeat(indentation)}`);
    column = indentation;
  };
  for (let command = stack.pop(); command; command = stack.pop()) {
    const { indent: indentation, mode, doc: current } = command;
    if (typeof current === "string") {
      out.push(current);
      column += current.length;
      continue;
    }
    switch (current.kind) {
      case "concat":
        for (let i = current.parts.length - 1; i >= 0; i--) stack.push({ indent: indentation, mode, doc: current.parts[i] ?? "" });
        break;
      case "indent":
        stack.push({ indent: indentation + current.by, mode, doc: current.inner });
        break;
      case "group": {
        const isFlat = !current.breaks && fits(current.inner, stack, width - column);
        stack.push({ indent: indentation, mode: isFlat ? "flat" : "broken", doc: current.inner });
        break;
      }
      case "line":
        if (mode === "flat") {
          out.push(current.flat);
          column += current.flat.length;
        } else newline(indentation);
        break;
      case "hardline":
        newline(indentation);
        break;
      case "if-broken":
        if (mode === "broken") {
          out.push(current.text);
          column += current.text.length;
        }
        break;
      case "comment":
        trailing.push(current.text);
        break;
    }
  }
  for (const [index, text] of trailing.entries()) out.push(index === 0 ? `  ${text}` : `\n${text}`);
  return out
    .join("")
    .split("\n")
    .map((each) => each.trimEnd())
    .join("\n");
}

/** Whether a document and what follows it up to the next possible break stay within `room` when it is printed flat. */
function fits(doc: Doc, rest: readonly Command[], room: number): boolean {
  const stack: { readonly mode: Mode; readonly doc: Doc }[] = [{ mode: "flat", doc }];
  let left = room;
  let next = rest.length;
  while (left >= 0) {
    const command = stack.pop() ?? rest[--next];
    if (!command) return true;
    const { mode, doc: current } = command;
    if (typeof current === "string") left -= current.length;
    else if (current.kind === "concat")
      for (let i = current.parts.length - 1; i >= 0; i--) stack.push({ mode, doc: current.parts[i] ?? "" });
    else if (current.kind === "indent") stack.push({ mode, doc: current.inner });
    else if (current.kind === "group") stack.push({ mode: mode === "flat" && !current.breaks ? "flat" : "broken", doc: current.inner });
    else if (current.kind === "hardline") return true;
    else if (current.kind === "line") {
      if (mode === "broken") return true;
      left -= current.flat.length;
    }
  }
  return false;
}
