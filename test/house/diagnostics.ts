/** Every diagnostic that any room declares, found by reading the files that declare them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { filesUnder, root } from "./files.ts";

export type DeclaredDiagnostic = {
  readonly file: string;
  readonly code: string;
  readonly name: string;
  readonly severity: string;
  readonly message: string;
};

export async function allReporters(): Promise<DeclaredDiagnostic[]> {
  const found: DeclaredDiagnostic[] = [];
  for (const file of filesUnder("src", ".ts")) {
    if (!/defineDiagnostics\(\{/.test(readFileSync(join(root, file), "utf8"))) continue;
    const module = (await import(join(root, file))) as Record<string, unknown>;
    for (const table of Object.values(module)) {
      if (typeof table !== "object" || table === null) continue;
      for (const reporter of Object.values(table)) {
        const entry = (reporter as { entry?: Omit<DeclaredDiagnostic, "file"> } | undefined)?.entry;
        if (entry?.code) found.push({ file, code: entry.code, name: entry.name, severity: entry.severity, message: entry.message });
      }
    }
  }
  return found.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The codes that a room may declare: 1xxx syntax, 2xxx names and types, 3xxx export, 4xxx tests, 5xxx project, 6xxx import. */
export function ruleOfCode(file: string): RegExp {
  const room = file.split("/")[1] ?? "";
  const thousands: Readonly<Record<string, string>> = { syntax: "1", check: "2", regex: "2", export: "3", testing: "4", import: "6" };
  return new RegExp(`^AIDR${thousands[room] ?? "5"}\\d{3}$`);
}
