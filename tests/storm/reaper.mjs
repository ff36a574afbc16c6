// Within the laptop (NODE_OPTIONS=--import): at SIGUSR2 one thread of the pipeline's functions ends, whatever it is doing.
// The first signal only arms: what was received before it waits for hours if its worker dies.
import { isMainThread, Worker } from 'node:worker_threads'

const mortal = /(catalog|normalise|commit|maintain)$/

if (isMainThread && process.argv.includes('offline')) {
  const workers = new Map()
  let armed = Number.POSITIVE_INFINITY
  const post = Worker.prototype.postMessage
  Worker.prototype.postMessage = function (message, ...rest) {
    const name = mortal.exec(message?.context?.functionName ?? '')?.[1]
    if (name && !workers.has(this)) this.once('exit', () => workers.delete(this))
    if (name) workers.set(this, { name, sinceMs: performance.now() })
    return post.call(this, message, ...rest)
  }
  process.on('SIGUSR2', () => {
    if (armed > performance.now()) {
      armed = performance.now() + 1000 // what is gathered now was received before
      return
    }
    const mortals = [...workers].filter(([, { sinceMs }]) => sinceMs > armed)
    const [worker, { name } = {}] = mortals[Math.floor(Math.random() * mortals.length)] ?? []
    if (!worker) return
    console.log(`reaped: ${name}`)
    void worker.terminate()
  })
}
