// One thread of the scorer: onnxruntime blocks whoever calls it, so it runs here. Models stay open by their path.
import { parentPort } from 'node:worker_threads'
import { InferenceSession, Tensor } from 'onnxruntime-node'

const sessionsMax = 8 // a model takes its file's size twice in memory
const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 }
const sessions = new Map()

async function sessionOf(path) {
  const known = sessions.get(path) ?? (await InferenceSession.create(path, options))
  sessions.delete(path)
  sessions.set(path, known) // the last used last
  if (sessions.size > sessionsMax) {
    const [[oldest, session]] = sessions
    sessions.delete(oldest)
    await session.release()
  }
  return known
}

async function score({ path, feed, outputs }) {
  const session = await sessionOf(path)
  const feeds = Object.fromEntries(
    feed.map(({ name, type, data, shape }) => [name, new Tensor(type, data, shape)]),
  )
  const found = await session.run(feeds, outputs)
  return outputs.map((name) => {
    const { type, data, dims } = found[name]
    return { name, type, data, shape: [...dims] }
  })
}

// One after another: a thread does one thing at a time anyway, and the order of what is forgotten stays plain.
let turn = Promise.resolve()
parentPort.on('message', ({ id, work }) => {
  turn = turn.then(async () => {
    try {
      parentPort.postMessage({ id, outputs: await score(work) })
    } catch (error) {
      parentPort.postMessage({ id, error: String(error?.message ?? error) })
    }
  })
})
