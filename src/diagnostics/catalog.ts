import type { Span } from "../source/span.ts";
import type { Diagnostic, Fix, Label, Severity } from "./diagnostic.ts";

/** Makes a floor's reporters from its table; the holes `{name}` of a message are the parameters of its reporter. */
export function defineDiagnostics<const T extends Readonly<Record<string, DiagnosticEntry>>>(entries: T): Reporters<T> {
  const reporters: Record<string, unknown> = {};
  for (const [key, entry] of Object.entries(entries)) {
    const name = kebab(key);
    const report = (span: Span, holes: Readonly<Record<string, string | number>> = {}, extra: Extra = {}): Diagnostic => ({
      code: entry.code,
      name,
      severity: entry.severity,
      span,
      message: fill(entry.message, holes),
      labels: extra.labels ?? [],
      help: [...(entry.help === undefined ? [] : [fill(entry.help, holes)]), ...(extra.help ?? [])],
      fixes: extra.fixes ?? [],
    });
    reporters[key] = Object.assign(report, { entry: { ...entry, name } });
  }
  return reporters as Reporters<T>;
}

export type DiagnosticEntry = {
  readonly code: `AIDR${number}`;
  readonly severity: Severity;
  readonly message: string;
  readonly help?: string;
};

export type Extra = { readonly labels?: readonly Label[]; readonly help?: readonly string[]; readonly fixes?: readonly Fix[] };

type Holes<S extends string> = S extends `${string}{${infer Hole}}${infer Rest}` ? Hole | Holes<Rest> : never;
type HolesOf<E extends DiagnosticEntry> = Holes<E["message"]> | (E["help"] extends string ? Holes<E["help"]> : never);
type Reporter<E extends DiagnosticEntry> = ([HolesOf<E>] extends [never]
  ? (span: Span, holes?: Readonly<Record<never, never>>, extra?: Extra) => Diagnostic
  : (span: Span, holes: Readonly<Record<HolesOf<E>, string | number>>, extra?: Extra) => Diagnostic) & {
  readonly entry: E & { readonly name: string };
};
export type Reporters<T extends Readonly<Record<string, DiagnosticEntry>>> = { readonly [K in keyof T]: Reporter<T[K]> };

function fill(template: string, holes: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, hole: string) => (Object.hasOwn(holes, hole) ? String(holes[hole]) : whole));
}

function kebab(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
