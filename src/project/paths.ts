/** Which file a written path means, and that it lies inside the project, also behind links. */
import { realpathSync, statSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";

export type Located =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "missing" }
  /** Outside the root by its letters or through a link, absolute, a URL, or no plain path at all. */
  | { readonly kind: "outside" };

/**
 * The file that `written` means, read from `base`. Slashes part it on every system; a backslash, a colon, a control
 * character or a percent escape of a dot or slash is in no path we follow, so that one spelling has one meaning everywhere.
 */
export function locateInside(root: string, base: string, written: string): Located {
  if (!isPlain(written)) return { kind: "outside" };
  const path = resolve(base, written);
  if (!isBelow(root, path)) return { kind: "outside" };
  let real: string;
  try {
    real = realpathSync(path);
  } catch {
    return { kind: "missing" };
  }
  if (!isBelow(realOf(root), real)) return { kind: "outside" };
  return isFile(real) ? { kind: "file", path } : { kind: "missing" };
}

/** Whether `path` is `root` or below it, by its letters. */
export function isBelow(root: string, path: string): boolean {
  const way = relative(root, path);
  return way === "" || !(way === ".." || way.startsWith(`..${sep}`) || isAbsolute(way));
}

/** Whether the file behind `path`, links followed, lies below the root. */
export function isReallyBelow(root: string, path: string): boolean {
  try {
    return isBelow(realOf(root), realpathSync(path));
  } catch {
    return false;
  }
}

/** The name of a file in messages: relative to the root with slashes; the path itself where it lies elsewhere. */
export function nameOf(root: string, path: string): string {
  return isBelow(root, path) ? relative(root, path).split(sep).join("/") || "." : path;
}

/** The nearest file of this name, in `folder` or above it. */
export function findUpwards(folder: string, name: string): string | undefined {
  for (let at = folder; ; at = dirname(at)) {
    const path = join(at, name);
    if (isFile(path)) return path;
    if (dirname(at) === at) return undefined;
  }
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

export function isFolder(path: string): boolean {
  try {
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
  } catch {
    return false;
  }
}

function isPlain(written: string): boolean {
  return (
    written !== "" &&
    !isAbsolute(written) &&
    !/[\\:\p{Cc}]|%(?:2e|2f|5c|00)/iu.test(written) &&
    !written.startsWith("~") &&
    !written.startsWith("//")
  );
}

function realOf(root: string): string {
  try {
    return realpathSync(root);
  } catch {
    return root;
  }
}
