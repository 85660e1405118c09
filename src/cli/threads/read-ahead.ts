/** Batches of lines in their order, some of them looked at already when one is asked for. */

type Ahead<T> = { readonly batch: T; work: Promise<void> | undefined };
type Came<T> = { readonly batch: T } | { readonly end: true } | { readonly error: unknown };

/** What has not come by then is not waited for. */
const momentMs = 2;

/**
 * Reads up to `depth` batches ahead, has those looked at that somebody is free for, and gives them in the order in which they came. `look` says that nobody is free by giving nothing.
 * Whoever is free begins with what is furthest ahead, so that it is done in its turn; what nobody has begun with by then stays as it is, for it is the caller who would wait. What comes late
 * holds up nothing that is there: a stream that pauses leaves nobody waiting for what it has given. An error of the input is thrown behind the batches before it.
 */
export async function* readAhead<T>(
  batches: AsyncGenerator<T>,
  look: (batch: T) => Promise<void> | undefined,
  depth: number,
): AsyncGenerator<T> {
  const ahead: Ahead<T>[] = [];
  const handOut = (): void => {
    for (let place = ahead.length - 1; place > 0; place--) {
      const one = ahead[place];
      if (one === undefined || one.work !== undefined) continue;
      one.work = look(one.batch)?.then(handOut);
      if (one.work === undefined) return;
    }
  };
  let coming: Promise<Came<T>> | undefined = next(batches);
  let failed: { readonly error: unknown } | undefined;
  while (coming !== undefined || ahead.length > 0) {
    const [first] = ahead;
    const isFull = ahead.length >= depth;
    const done: Promise<undefined> | undefined =
      first && (first.work ?? Promise.resolve()).then(isFull || coming === undefined ? aTurn : aMoment);
    const came: Came<T> | undefined = await (coming === undefined || isFull ? done : Promise.race([coming, ...(done ? [done] : [])]));
    if (came === undefined) {
      ahead.shift();
      if (first !== undefined) yield first.batch;
      continue;
    }
    if ("error" in came) failed = came;
    if ("batch" in came) ahead.push({ batch: came.batch, work: undefined });
    coming = "batch" in came ? next(batches) : undefined;
    handOut();
  }
  if (failed !== undefined) throw failed.error;
}

async function next<T>(batches: AsyncGenerator<T>): Promise<Came<T>> {
  try {
    const { value, done } = await batches.next();
    return done === true ? { end: true } : { batch: value };
  } catch (error) {
    return { error };
  }
}

/** What the threads have said meanwhile is heard. */
function aTurn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}

function aMoment(): Promise<undefined> {
  return new Promise((resolve) => setTimeout(() => resolve(undefined), momentMs));
}
