/** The types of the language: what a field, a literal or an expression can be. */

/** What a number counts; two different units are never compared or added. */
export type Unit = "usd" | "tokens" | "seconds" | "bytes" | "ratio";

/** What a string holds; `text` is free prose, the rest have a form of their own. */
export type StringMeaning = "email" | "domain" | "url" | "ip" | "cidr" | "text" | "hash";

export type Type =
  | { readonly kind: "boolean" }
  | { readonly kind: "number"; readonly unit?: Unit; readonly minimum?: number }
  | { readonly kind: "string"; readonly meaning?: StringMeaning }
  | { readonly kind: "timestamp" }
  | { readonly kind: "duration" }
  | { readonly kind: "enum"; readonly values: readonly string[]; readonly name?: string }
  | { readonly kind: "list"; readonly of: Type }
  | RecordType
  /** What an open schema leaves open: its run-time type decides. */
  | { readonly kind: "any" }
  /** A compiled pattern; only in lists and parameters, never in an event. */
  | { readonly kind: "regex" }
  /** Type of an expression that already has a diagnostic: assignable both ways, so that one mistake gives one message. */
  | { readonly kind: "poison" };

export type RecordType = {
  readonly kind: "record";
  readonly fields: ReadonlyMap<string, Field>;
  /** Whether keys without a declaration may occur; they have type `any`. */
  readonly open: boolean;
  readonly name?: string;
};

export type Field = {
  readonly type: Type;
  /** Whether an event may lack it. */
  readonly optional: boolean;
  readonly summary: string;
  /** Its names in other standards: `otel`, `ocsf`, `ecs`, `openinference`. */
  readonly aliases?: Readonly<Record<string, string>>;
};

export const booleanType: Type = { kind: "boolean" };
export const numberType: Type = { kind: "number" };
export const stringType: Type = { kind: "string" };
export const textType: Type = { kind: "string", meaning: "text" };
export const domainType: Type = { kind: "string", meaning: "domain" };
export const timestampType: Type = { kind: "timestamp" };
export const durationType: Type = { kind: "duration" };
export const anyType: Type = { kind: "any" };
export const regexType: Type = { kind: "regex" };
export const poisonType: Type = { kind: "poison" };
export const severityType: Type = { kind: "enum", name: "severity", values: ["CRITICAL", "HIGH", "MEDIUM", "LOW", "INFO"] };

export function listOf(of: Type): Type {
  return { kind: "list", of };
}
