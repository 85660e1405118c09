/** Turns what a user names (a file, a folder, a glob) into files, in a fixed order, without leaving the project through links. */
import { type Dirent, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { isFile, isFolder, isReallyBelow, nameOf } from "./paths.ts";

export type Found = { readonly files: readonly string[]; readonly tooMany: boolean };

/** More files than this are never one project's. */
export const filesMax = 20_000;

/** Files that one PATH means, sorted: itself, all of a folder whose names end so, or all that a glob matches. Empty when there is none. */
export function findFiles(folder: string, written: string, suffix: string): Found {
  const path = resolve(folder, written);
  if (isFile(path)) return { files: [path], tooMany: false };
  if (isFolder(path)) return walk(path, (name) => name.endsWith(suffix));
  if (!/[*?[{]/.test(written)) return { files: [], tooMany: false };
  const fixed = fixedPart(written);
  const pattern = globPattern(written.slice(fixed.length));
  return walk(resolve(folder, fixed), (name) => pattern.test(name));
}

function walk(top: string, wanted: (name: string) => boolean): Found {
  const files: string[] = [];
  const folders = [top];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of entriesOf(folder)) {
      const path = join(folder, entry.name);
      const kind = kindOf(entry, path, top);
      if (kind === "folder") folders.push(path);
      else if (kind === "file" && wanted(nameOf(top, path))) files.push(path);
      if (files.length > filesMax || folders.length > filesMax) return { files: [], tooMany: true };
    }
  }
  // By code unit, so that every machine and locale reads rules in the same order.
  return { files: files.sort((a, b) => (a < b ? -1 : 1)), tooMany: false };
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Hidden folders and `node_modules` are not looked into. A link counts when it stays below the folder we started in, and a linked folder never, for it could hold itself. */
function kindOf(entry: Dirent, path: string, top: string): "file" | "folder" | "none" {
  if (entry.isDirectory()) return entry.name.startsWith(".") || entry.name === "node_modules" ? "none" : "folder";
  if (entry.isFile()) return "file";
  return entry.isSymbolicLink() && isFile(path) && isReallyBelow(top, path) ? "file" : "none";
}

/** The folders before the first one with a wildcard, ending in a slash, or nothing. */
function fixedPart(written: string): string {
  const wild = written.search(/[*?[{]/);
  return written.slice(0, written.lastIndexOf("/", wild) + 1);
}

/**
 * `**` any folders, `*` any run within a name, `?` one character, `{a,b}` either. Compiled to a pattern without nested
 * repetition of the same characters, and run on names of files only.
 */
export function globPattern(glob: string): RegExp {
  let source = "";
  let depth = 0;
  for (let at = 0; at < glob.length; at++) {
    const character = glob[at] ?? "";
    if (character === "*" && glob[at + 1] === "*") {
      while (glob[at + 1] === "*") at++;
      if (glob[at + 1] === "/") {
        at++;
        source += "(?:[^/]+/)*";
      } else source += ".*";
    } else if (character === "*") {
      while (glob[at + 1] === "*") at++;
      source += "[^/]*";
    } else if (character === "?") source += "[^/]";
    else if (character === "{" && glob.indexOf("}", at) > 0) {
      depth++;
      source += "(?:";
    } else if (character === "}" && depth > 0) {
      depth--;
      source += ")";
    } else if (character === "," && depth > 0) source += "|";
    else source += character.replace(/[.+^${}()|[\]\\]/g, "\\$&");
  }
  return new RegExp(`^${source}${")".repeat(depth)}$`);
}
