/** An adapter's YAML -> the adapter: which records become which events, and which value goes where. */
import type { Diagnostic, Result } from "../diagnostics/diagnostic.ts";
import { didYouMean } from "../diagnostics/suggest.ts";
import type { EventModel } from "../schema/event-type.ts";
import { fieldAt } from "../schema/event-type.ts";
import { checkShape } from "../schema/shape.ts";
import { validate as validateAdapter } from "../schema/validators/adapter.generated.ts";
import { entryOf, readYaml, textOf, toJson } from "../schema/yaml-file.ts";
import type { JsonValue, YamlMap, YamlNode } from "../schema/yaml-file.ts";
import type { SourceFile } from "../source/source-file.ts";
import type { Span } from "../source/span.ts";
import { conversions } from "./conversion.ts";
import type { Conversion } from "./conversion.ts";
import { report } from "./diagnostics.ts";
import { readPlace } from "./prepare.ts";
import type { PlacePath, Preparation } from "./prepare.ts";
import { readPath } from "./record-path.ts";
import type { RecordPath } from "./record-path.ts";

export type Adapter = {
  readonly name: string;
  readonly summary: string;
  /** Places of records inside a record, such as the spans of an OTLP export; the first that is there is taken. */
  readonly unpack: readonly PlacePath[];
  readonly preparation: Preparation;
  /** Paths that are known and left out on purpose. */
  readonly ignored: readonly RecordPath[];
  /** Records that are no business of a detection engine. */
  readonly skipped: readonly Condition[];
  readonly events: readonly EventRule[];
  /** What it was read from, as which it is passed on to other threads. */
  readonly source: SourceFile;
};

/** One kind of event that a record may give. */
export type EventRule = {
  readonly type: string;
  readonly when: Condition;
  readonly each?: Elements;
  readonly fields: readonly FieldRule[];
  readonly span: Span;
};

export type Elements = { readonly from: readonly RecordPath[]; readonly afterLast: Condition; readonly where: Condition };

/** One field of the event, and the ways to come by it; the first that gives a value is taken. */
export type FieldRule = { readonly target: readonly string[]; readonly values: readonly ValueRule[]; readonly span: Span };

export type ValueRule = {
  readonly source: Source;
  readonly convert: readonly Conversion[];
  /** Each element of a list becomes an object with these fields. */
  readonly items?: readonly FieldRule[];
  readonly map?: ReadonlyMap<string, JsonValue>;
  readonly otherwise?: JsonValue;
  readonly when: Condition;
};

export type Source =
  /** The first path that has a value; with `among`, read in the first element of that list for which the condition holds. */
  | {
      readonly kind: "first";
      readonly paths: readonly Reference[];
      readonly among?: { readonly list: RecordPath; readonly where: Condition };
    }
  | { readonly kind: "constant"; readonly value: JsonValue }
  | { readonly kind: "template"; readonly parts: readonly (string | Reference)[] };

/** Where a value is read: in the record, in the element that `each` is at, or the element's number. */
export type Reference = { readonly scope: "record" | "item"; readonly path: RecordPath } | { readonly scope: "element" | "index" };

/** Any of the alternatives, all tests of it; without alternatives it holds. */
export type Condition = readonly (readonly Test[])[];
export type Test = {
  readonly at: Reference;
  readonly test:
    | { readonly kind: "exists"; readonly wanted: boolean }
    | { readonly kind: "one-of"; readonly values: readonly JsonValue[]; readonly wanted: boolean };
};

/** Reads an adapter file. With mistakes the value holds what could be read. */
export function readAdapter(file: SourceFile): Result<Adapter> {
  const { value: tree, diagnostics } = readYaml(file);
  const reader = new AdapterReader();
  reader.diagnostics.push(...diagnostics, ...(diagnostics.length > 0 ? [] : checkShape(validateAdapter, tree)));
  return { value: reader.read(tree, file), diagnostics: reader.diagnostics };
}

/** The adapter's event types and fields against the project's model: a misspelt target is a mistake before any record is read. */
export function checkAdapter(adapter: Adapter, model: EventModel): Diagnostic[] {
  const diagnostics: Diagnostic[] = [];
  for (const rule of adapter.events) {
    const type = model.types.get(rule.type);
    if (!type) {
      diagnostics.push(report.unknownTargetType(rule.span, { type: rule.type }, { help: didYouMean(rule.type, model.types.keys()) }));
      continue;
    }
    for (const field of rule.fields) {
      const known = field.target.map((_, index) => field.target.slice(0, index + 1)).find((path) => !fieldAt(type.record, path));
      if (!known || opensBefore(type.record, known)) continue;
      const parent = known.length > 1 ? fieldAt(type.record, known.slice(0, -1))?.type : type.record;
      const names = parent?.kind === "record" ? [...parent.fields.keys()] : [];
      diagnostics.push(
        report.unknownTargetField(
          field.span,
          { field: known.join("."), event: rule.type },
          { help: didYouMean(known.at(-1) ?? "", names) },
        ),
      );
    }
  }
  // One mistake in `always` is one mistake, however many events share it.
  return diagnostics.filter(
    (one, index) => diagnostics.findIndex((other) => other.span.start === one.span.start && other.code === one.code) === index,
  );
}

/** Whether the path leaves the declared fields inside a record that is open, or inside an `any`. */
function opensBefore(record: Parameters<typeof fieldAt>[0], path: readonly string[]): boolean {
  const parent = path.length > 1 ? fieldAt(record, path.slice(0, -1))?.type : record;
  return parent?.kind === "any" || (parent?.kind === "record" && parent.open);
}

/** Holds the diagnostics while one file is read. */
class AdapterReader {
  readonly diagnostics: Diagnostic[] = [];

  read(tree: YamlNode, source: SourceFile): Adapter {
    const prepare = entryOf(tree, "prepare")?.value;
    const always = this.#fields(entryOf(tree, "always")?.value, false);
    const skip = entryOf(tree, "skip")?.value;
    return {
      name: textOf(entryOf(tree, "name")?.value) ?? source.name,
      summary: textOf(entryOf(tree, "description")?.value) ?? "",
      unpack: this.#places(entryOf(tree, "unpack")?.value),
      preparation: {
        attributeLists: this.#places(entryOf(prepare, "attributes")?.value),
        numbered: this.#numbered(entryOf(prepare, "numbered")?.value),
        json: this.#places(entryOf(prepare, "json")?.value),
      },
      ignored: this.#texts(entryOf(tree, "ignore")?.value).flatMap(({ text, span }) => this.#path(text, span) ?? []),
      skipped: skip ? [this.#condition(skip, false)] : [],
      events: this.#items(entryOf(tree, "events")?.value).flatMap((node) => this.#event(node, always)),
      source,
    };
  }

  #event(node: YamlNode, always: readonly FieldRule[]): EventRule[] {
    if (node.kind !== "map") return [];
    const type = entryOf(node, "type");
    const eachNode = entryOf(node, "each")?.value;
    const own = this.#fields(entryOf(node, "fields")?.value, eachNode !== undefined);
    const targets = new Set(own.map((field) => field.target.join(".")));
    const fields = [...always.filter((field) => !targets.has(field.target.join("."))), ...own];
    this.#refuseOverlap(fields);
    const each: Elements | undefined = eachNode && {
      from: this.#texts(eachNode).flatMap(({ text, span }) => this.#path(text, span) ?? []),
      afterLast: this.#condition(entryOf(node, "after_last")?.value, true),
      where: this.#condition(entryOf(node, "where")?.value, true),
    };
    return [
      {
        type: textOf(type?.value) ?? "",
        when: this.#condition(entryOf(node, "when")?.value, false),
        fields,
        span: type?.value.span ?? node.span,
        ...(each ? { each } : {}),
      },
    ];
  }

  #refuseOverlap(fields: readonly FieldRule[]): void {
    const whole = new Map(fields.map((field) => [field.target.join("."), field]));
    for (const field of fields) {
      for (let length = 1; length < field.target.length; length++) {
        const other = field.target.slice(0, length).join(".");
        if (whole.has(other)) this.diagnostics.push(report.targetTwice(field.span, { target: field.target.join("."), other }));
      }
    }
  }

  #fields(node: YamlNode | undefined, hasEach: boolean): FieldRule[] {
    if (node?.kind !== "map") return [];
    return [...node.entries.values()].flatMap((entry) => {
      const target = entry.key.split(".");
      if (target.some((part) => !/^[A-Za-z_][\w-]*$/.test(part) || part === "__proto__")) {
        this.diagnostics.push(report.targetPath(entry.keySpan, { target: entry.key }));
        return [];
      }
      const nodes = entry.value.kind === "list" ? entry.value.items : [entry.value];
      const values = nodes.flatMap((node) => this.#value(node, entry.keySpan, entry.key, hasEach));
      return values.length > 0 ? [{ target, values, span: entry.keySpan }] : [];
    });
  }

  #value(node: YamlNode, span: Span, target: string, hasEach: boolean): ValueRule[] {
    if (node.kind !== "map") return [{ source: { kind: "first", paths: this.#references(node, hasEach) }, convert: [], when: [] }];
    const source = this.#source(node, span, target, hasEach);
    if (!source) return [];
    const otherwise = entryOf(node, "otherwise")?.value;
    const map = entryOf(node, "map")?.value;
    const items = entryOf(node, "items")?.value;
    return [
      {
        source,
        convert: this.#texts(entryOf(node, "as")?.value).flatMap((each) => this.#conversion(each.text, each.span)),
        when: this.#condition(entryOf(node, "when")?.value, hasEach),
        ...(items ? { items: this.#fields(items, true) } : {}),
        ...(map?.kind === "map" ? { map: new Map([...map.entries].map(([key, value]) => [key, toJson(value.value)] as const)) } : {}),
        ...(otherwise ? { otherwise: toJson(otherwise) } : {}),
      },
    ];
  }

  #source(node: YamlMap, span: Span, target: string, hasEach: boolean): Source | undefined {
    const value = entryOf(node, "value");
    const template = entryOf(node, "template");
    const from = entryOf(node, "from");
    const among = entryOf(node, "among");
    if (value) return { kind: "constant", value: toJson(value.value) };
    if (template) return { kind: "template", parts: this.#template(textOf(template.value) ?? "", template.value.span, hasEach) };
    if (from) {
      const paths = this.#references(from.value, hasEach || among !== undefined);
      const list = among && this.#path(textOf(among.value) ?? "", among.value.span);
      return list
        ? { kind: "first", paths, among: { list, where: this.#condition(entryOf(node, "where")?.value, true) } }
        : { kind: "first", paths };
    }
    this.diagnostics.push(report.sourceMissing(span, { target }));
    return undefined;
  }

  #template(text: string, span: Span, hasEach: boolean): (string | Reference)[] {
    return text.split(/(\{[^{}]*\})/).flatMap((part): (string | Reference)[] => {
      if (part === "") return [];
      return part.startsWith("{") ? this.#reference(part.slice(1, -1), span, hasEach) : [part];
    });
  }

  #references(node: YamlNode, hasEach: boolean): Reference[] {
    return this.#texts(node).flatMap(({ text, span }) => this.#reference(text, span, hasEach));
  }

  #reference(text: string, span: Span, hasEach: boolean): Reference[] {
    const own = text === "item" || text === "index" || text.startsWith("item.");
    if (own && !hasEach) {
      this.diagnostics.push(report.itemWithoutEach(span, { path: text }));
      return [];
    }
    if (text === "index") return [{ scope: "index" }];
    if (text === "item") return [{ scope: "element" }];
    const path = this.#path(own ? text.slice("item.".length) : text, span);
    return path ? [{ scope: own ? "item" : "record", path }] : [];
  }

  #condition(node: YamlNode | undefined, hasEach: boolean): Condition {
    if (node?.kind === "list") return node.items.flatMap((item) => (item.kind === "map" ? [this.#tests(item, hasEach)] : []));
    return node?.kind === "map" ? [this.#tests(node, hasEach)] : [];
  }

  #tests(node: YamlMap, hasEach: boolean): Test[] {
    return [...node.entries.values()].flatMap((entry): Test[] => {
      const [at] = this.#reference(entry.key, entry.keySpan, hasEach);
      if (!at) return [];
      const exists = entryOf(entry.value, "exists")?.value;
      if (exists) return [{ at, test: { kind: "exists", wanted: !(exists.kind === "scalar" && exists.value === false) } }];
      const not = entryOf(entry.value, "not")?.value;
      const written = not ?? entry.value;
      const values = written.kind === "list" ? written.items.map(toJson) : [toJson(written)];
      return [{ at, test: { kind: "one-of", values, wanted: !not } }];
    });
  }

  #conversion(name: string, span: Span): Conversion[] {
    const known = Object.hasOwn(conversions, name) ? conversions[name] : undefined;
    if (known) return [known];
    const names = Object.keys(conversions);
    this.diagnostics.push(report.unknownConversion(span, { name, known: names.join(", ") }, { help: didYouMean(name, names) }));
    return [];
  }

  #path(text: string, span: Span): RecordPath | undefined {
    const path = readPath(text);
    if (!path) this.diagnostics.push(report.sourcePath(span, { path: text }));
    return path;
  }

  #places(node: YamlNode | undefined): PlacePath[] {
    return this.#texts(node).flatMap(({ text, span }) => {
      const place = readPlace(text);
      if (!place) this.diagnostics.push(report.sourcePath(span, { path: text }));
      return place ? [place] : [];
    });
  }

  /** `attributes.gen_ai.prompt`: the first part holds the map, the rest is the prefix of its keys. */
  #numbered(node: YamlNode | undefined): Preparation["numbered"] {
    return this.#texts(node).flatMap(({ text, span }) => {
      const dot = text.indexOf(".");
      const holder = dot > 0 ? readPlace(text.slice(0, dot)) : undefined;
      if (!holder) this.diagnostics.push(report.sourcePath(span, { path: text }));
      return holder ? [{ holder, prefix: text.slice(dot + 1) }] : [];
    });
  }

  #texts(node: YamlNode | undefined): { text: string; span: Span }[] {
    const items = node === undefined ? [] : node.kind === "list" ? node.items : [node];
    return items.flatMap((item) => (item.kind === "scalar" && item.value !== null ? [{ text: String(item.value), span: item.span }] : []));
  }

  #items(node: YamlNode | undefined): readonly YamlNode[] {
    return node?.kind === "list" ? node.items : [];
  }
}
