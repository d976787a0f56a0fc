/** How many are looked at concurrently. */
const AT_ONCE = 32;

/** Looks at many things, a few at a time, and yields the results in order. */
export async function* mapInBatches<T, R>(
  things: Iterable<T> | AsyncIterable<T>,
  look: (thing: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  let batch: T[] = [];
  for await (const thing of things) {
    batch.push(thing);
    if (batch.length < AT_ONCE) continue;
    yield* await Promise.all(batch.map(look));
    batch = [];
  }
  yield* await Promise.all(batch.map(look));
}
