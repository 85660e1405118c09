/** Rules against the published lists of attacks: which entries some rule is about, and which none. */
import type { RulePlan } from "../ir/plan.ts";
import type { TagCatalog } from "../schema/catalogs.ts";

export type Coverage = {
  readonly lists: readonly ListCoverage[];
  /** Ids of rules that are about no entry of any list. */
  readonly untagged: readonly string[];
  readonly rules: number;
};

export type ListCoverage = {
  readonly name: string;
  readonly prefix: string;
  readonly covered: number;
  readonly entries: readonly EntryCoverage[];
};

/** `rules` name the entry itself, `within` only a part of it: a technique has its sub-techniques. */
export type EntryCoverage = {
  readonly id: string;
  readonly name: string;
  readonly rules: readonly string[];
  readonly within: readonly string[];
};

/** Deprecated rules do not count. Tactics are no entries: a rule is about what is done, not about why. A retired id counts as what it is now. */
export function coverageBy(rules: readonly RulePlan[], lists: readonly TagCatalog[]): Coverage {
  const counted = rules.filter((rule) => rule.meta.status !== "deprecated");
  const byTag = new Map<string, Set<string>>();
  const tagged = new Set<string>();
  for (const rule of counted) {
    for (const tag of rule.meta.tags) {
      const now = currentTag(tag, lists);
      if (now === undefined) continue;
      byTag.set(now, (byTag.get(now) ?? new Set()).add(rule.id));
      tagged.add(rule.id);
    }
  }
  return {
    lists: lists.map((list) => coverList(list, byTag)),
    untagged: counted.filter((rule) => !tagged.has(rule.id)).map((rule) => rule.id),
    rules: counted.length,
  };
}

function coverList(list: TagCatalog, byTag: ReadonlyMap<string, ReadonlySet<string>>): ListCoverage {
  const rulesOf = (id: string): readonly string[] => [...(byTag.get(`${list.prefix}:${id}`) ?? [])].sort();
  const ids = entriesOf(list);
  const entries = ids.map(([id, name]) => {
    const parts = ids.filter(([other]) => other.startsWith(`${id}.`)).flatMap(([other]) => rulesOf(other));
    return { id, name, rules: rulesOf(id), within: [...new Set(parts)].sort() };
  });
  return { name: list.name, prefix: list.prefix, covered: entries.filter(isCovered).length, entries };
}

export function isCovered(entry: EntryCoverage): boolean {
  return entry.rules.length > 0 || entry.within.length > 0;
}

/** What can be covered: neither tactics nor retired ids. */
export function entriesOf(list: TagCatalog): readonly (readonly [id: string, name: string])[] {
  return [...list.ids].filter(([id, name]) => !/^AML\.TA\d/.test(id) && !name.startsWith("retired, now "));
}

/** The tag in its list, a retired one as what it is now; undefined for a tag of no list. */
function currentTag(tag: string, lists: readonly TagCatalog[]): string | undefined {
  const [prefix = "", id = ""] = tag.split(/:(.*)/s, 2);
  const name = lists.find((list) => list.prefix === prefix && list.ids.has(id))?.ids.get(id);
  if (name === undefined) return undefined;
  const now = /^retired, now (\S+)/.exec(name)?.[1];
  return now === undefined ? tag : `${prefix}:${now}`;
}
