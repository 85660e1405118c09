/**
 * What an expression can be when an event comes. `undefined` is missing: absent, null, or not of the type that was
 * asked for. A timestamp or duration is a number of milliseconds. The plan's types say which is which.
 */
export type Value = undefined | string | number | boolean | ExactInteger | readonly Value[] | ValueRecord;
export type ValueRecord = { readonly [key: string]: Value };

/** An integer beyond 2^53, with all its digits for `==`, `IN` and `BY`; elsewhere it counts as its nearest double. */
export class ExactInteger {
  readonly digits: string;
  constructor(digits: string) {
    this.digits = digits;
  }
  toJSON(): number {
    return Number(this.digits);
  }
}

/** What a rule compares a value with: some of these, a bound, or whether there is one. */
export type Wanted =
  | { readonly values: readonly Scalar[]; readonly fold?: boolean }
  | { readonly order: Order; readonly bound: number }
  | { readonly some: true };
export type Scalar = string | number | boolean | ExactInteger;
export type Order = "less" | "less-equal" | "greater" | "greater-equal";
