/** Work on a stream of things, a bounded number of them at a time. */

/** Results in the order of the things: once one has come, all before it are done. What throws ends it. */
export async function* atOnce<T, R>(
  things: Iterable<T> | AsyncIterable<T>,
  max: number,
  work: (thing: T) => Promise<R>,
): AsyncGenerator<R> {
  const running: Promise<R>[] = []
  for await (const thing of things) {
    const result = work(thing)
    result.catch(() => {}) // told when its turn comes
    running.push(result)
    if (running.length >= max) yield await running.shift()!
  }
  for (const result of running) yield await result
}
