/** Our own mistakes: the two ways to throw. A user's mistake is a diagnostic and never comes here. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Error(`aidr is wrong: ${message}`);
}

/** Closes a switch over a union; a new kind then does not compile until it is answered. */
export function unreachable(value: never): never {
  throw new Error(`aidr is wrong: no case for ${JSON.stringify(value)}`);
}
