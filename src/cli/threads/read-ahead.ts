/** Batches of lines in their order, some of them in work already when one is asked for. */

/**
 * Has `work` done on each batch, on up to `depth` of them at a time, and gives them in the order in which they came. What comes late holds up nothing that is
 * there: a stream that pauses leaves nobody waiting for what it has given. An error of the input is thrown behind the batches before it.
 */
export async function* readAhead<T>(batches: AsyncGenerator<T>, work: (batch: T) => Promise<void>, depth: number): AsyncGenerator<T> {
  const begun: Promise<T>[] = [];
  let coming: Promise<Came<T>> | undefined = next(batches);
  let failed: { readonly error: unknown } | undefined;
  while (coming !== undefined || begun.length > 0) {
    const [first] = begun;
    const isFull = begun.length >= depth;
    const came: Came<T> | undefined =
      coming === undefined || isFull ? undefined : await (first === undefined ? coming : Promise.race([coming, first.then(afterATurn)]));
    if (came !== undefined) {
      if ("error" in came) failed = came;
      if ("batch" in came) begun.push(work(came.batch).then(() => came.batch));
      coming = "batch" in came ? next(batches) : undefined;
    } else if (first !== undefined) {
      begun.shift();
      yield await first;
    }
  }
  if (failed !== undefined) throw failed.error;
}

type Came<T> = { readonly batch: T } | { readonly end: true } | { readonly error: unknown };

async function next<T>(batches: AsyncGenerator<T>): Promise<Came<T>> {
  try {
    const { value, done } = await batches.next();
    return done === true ? { end: true } : { batch: value };
  } catch (error) {
    return { error };
  }
}

/** What has come meanwhile goes before. */
function afterATurn(): Promise<undefined> {
  return new Promise((resolve) => setImmediate(() => resolve(undefined)));
}
