/** Fields that telemetry does not carry, laid under an event: a context file's, or the defaults of a test. */

type Fields = { readonly [field: string]: unknown };

/**
 * The event with each field of `defaults` that it lacks, records merged at any depth; what the event says stands.
 * `lacks` says which values count as not there. O(size of `defaults`).
 */
export function layUnder<T extends Fields>(event: T, defaults: Fields, lacks: (value: unknown) => boolean = isMissing): T {
  const joined: Fields = { ...event };
  for (const key of Object.keys(defaults)) {
    const own = Object.hasOwn(event, key) ? event[key] : undefined;
    const other = defaults[key];
    if (lacks(own)) set(joined, key, other);
    else if (isRecord(own) && isRecord(other)) set(joined, key, layUnder(own, other, lacks));
  }
  return joined as T; // every field of the event is still there, with a value of its kind
}

/** As the language reads an event: null is missing. */
function isMissing(value: unknown): boolean {
  return value === undefined || value === null;
}

/** For events that people write: null says that the field is to be missing, whatever the defaults have. */
export function isUnwritten(value: unknown): boolean {
  return value === undefined;
}

/** Defined and not assigned, so that a field named `__proto__` is only a field. */
function set(target: Fields, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

function isRecord(value: unknown): value is Fields {
  return (
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    (Object.getPrototypeOf(value) === Object.prototype || Object.getPrototypeOf(value) === null)
  );
}
