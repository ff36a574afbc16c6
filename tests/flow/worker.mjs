/** A function's process: loads the bundles it is asked for and calls their handlers, as Lambda's runtime does. */
const handlers = new Map()

async function handlerOf(file) {
  if (!handlers.has(file)) handlers.set(file, (await import(file)).handler)
  return handlers.get(file)
}

process.on('message', async ({ id, file, event }) => {
  try {
    const handler = await handlerOf(file)
    process.send({ id, result: await handler(event, { getRemainingTimeInMillis: () => 60_000 }) })
  } catch (error) {
    process.send({ id, error: error?.stack ?? String(error) })
  }
})
process.on('disconnect', () => process.exit())
