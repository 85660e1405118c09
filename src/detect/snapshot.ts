/** A detector's state as bytes, and back: a section for each term, so that an edited rule set keeps what did not change. */
import { suppressStore } from "../ir/identity.ts";
import type { RulePlan } from "../ir/plan.ts";
import { Reader, type Savable, type Sha256, seal, unseal, Writer } from "../runtime/codec.ts";
import type { Engine } from "../runtime/engine.ts";
import type { Restored } from "./detector.ts";
import type { CompiledRule } from "./rule.ts";
import type { Section } from "./store.ts";

const engineSection = "engine";

export function saveAll(
  engine: Engine,
  sections: readonly Section[],
  rules: ReadonlyMap<string, CompiledRule>,
  budgets: ReadonlyMap<string, Savable>,
  sha256?: Sha256,
): Uint8Array {
  const writer = new Writer();
  const saved = new Map<string, Uint8Array>();
  for (const { name, store } of sections) {
    store.save(writer);
    saved.set(name, writer.take());
  }
  for (const rule of rules.values()) {
    const { suppress } = rule.engine;
    if (suppress === undefined) continue;
    suppress.suppressor.save(writer);
    saved.set(suppressSection(rule.plan), writer.take());
  }
  for (const [name, budget] of budgets) {
    budget.save(writer);
    saved.set(name, writer.take());
  }
  engine.save(writer);
  saved.set(engineSection, writer.take());
  return seal(saved, sha256);
}

function suppressSection(plan: RulePlan): string {
  return `suppress:${suppressStore(plan)}`;
}

export function loadAll(
  snapshot: Uint8Array,
  engine: Engine,
  sections: readonly Section[],
  rules: ReadonlyMap<string, CompiledRule>,
  users: ReadonlyMap<string, readonly string[]>,
  budgets: ReadonlyMap<string, Savable>,
  sha256?: Sha256,
): Restored {
  const unsealed = unseal(snapshot, sha256);
  if (unsealed.kind !== "sections") return unsealed;
  const saved = unsealed.sections;
  const own = saved.get(engineSection);
  if (own === undefined) return { kind: "damaged", reason: "has no section of the engine" };
  engine.load(new Reader(own));
  const cold = new Map<string, number>();
  let kept = 0;
  for (const { name, store, horizonMs } of sections) {
    const bytes = saved.get(name);
    if (bytes !== undefined) {
      store.load(new Reader(bytes));
      kept++;
    } else
      for (const rule of users.get(name) ?? [])
        cold.set(rule, Math.max(cold.get(rule) ?? Number.NEGATIVE_INFINITY, engine.watermarkMs + horizonMs));
  }
  for (const rule of rules.values()) {
    const { suppress } = rule.engine;
    const bytes = suppress && saved.get(suppressSection(rule.plan));
    if (bytes !== undefined) suppress?.suppressor.load(new Reader(bytes));
  }
  for (const [name, budget] of budgets) {
    const bytes = saved.get(name);
    if (bytes !== undefined) budget.load(new Reader(bytes));
  }
  return { kind: "restored", kept, cold: [...cold].map(([rule, untilMs]) => ({ rule, untilMs })) };
}
