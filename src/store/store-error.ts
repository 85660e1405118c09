/** What keeps a store from doing its work; the command line says it calmly. */
export class StoreError extends Error {
  readonly problem: StoreProblem;

  constructor(problem: StoreProblem) {
    super(problem.kind, problem.kind === "failed" ? { cause: problem.cause } : {});
    this.problem = problem;
  }
}

export type StoreProblem =
  /** The system refused: a full disk, a folder that may not be written. */
  | { readonly kind: "failed"; readonly path: string; readonly cause: unknown }
  /** Another process works on the folder; `host` where it is another machine's, whose processes cannot be asked for. */
  | { readonly kind: "in-use"; readonly lock: string; readonly pid: number; readonly host: string | undefined }
  /** Another process took the folder while this one worked on it. */
  | { readonly kind: "taken"; readonly lock: string }
  /** A package that the store needs is not installed. */
  | { readonly kind: "no-package"; readonly name: string; readonly cause: unknown };

/** Runs a piece of work on a path; the system's refusal comes out as a `StoreError`. */
export function told<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof StoreError || !isRefusal(error)) throw error;
    throw new StoreError({ kind: "failed", path, cause: error });
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof Error && "code" in error;
}
