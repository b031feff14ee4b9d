import { spawn } from 'node:child_process'

/*
 * Starts sandbox children on core's behalf and tells how they end. Starting a process copies the page tables of the
 * one that does it, and holds it up meanwhile: 4 ms per 100 MB, with an embedded database tens of milliseconds. This
 * process is small and has nobody waiting. It runs nothing but this file.
 */

/** @typedef {import('../nursery-protocol.ts').NurseryRequest} NurseryRequest */
/** @typedef {import('../nursery-protocol.ts').NurseryReply} NurseryReply */

const MAX_LAST_WORDS = 64 * 1024

/** @type {Set<import('node:child_process').ChildProcess>} */
const children = new Set()

// Core has ended, in whichever way: none of its children may go on.
process.on('disconnect', () => {
  for (const child of children) child.kill('SIGKILL')
  process.exit()
})
// A terminal or a supervisor signals the whole group; core still needs its children to end its requests in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
process.on('message', (/** @type {NurseryRequest} */ request) => start(request))
tell({ type: 'ready' })

/** @param {NurseryReply} reply */
function tell(reply) {
  process.send?.(reply)
}

/** @param {NurseryRequest} request */
function start({ id, command, parameters, folder }) {
  const child = spawn(command, parameters, {
    cwd: folder,
    env: { TZ: 'UTC', LC_ALL: 'C' },
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  })
  const words = lastWords(child)
  const channel = /** @type {import('node:net').Socket} */ (child.stdio[3])
  channel.on('error', () => {})
  children.add(child)
  child.once('error', ({ message }) => {
    children.delete(child)
    tell({ type: 'failed', id, message })
  })
  child.once('exit', (code, signal) => {
    children.delete(child)
    tell({ type: 'ended', id, code, signal, stderr: words() })
  })
  if (child.pid === undefined) return
  // The child says nothing before core does, and core nothing before it holds the channel alone.
  channel.once('close', () => tell({ type: 'handedOver', id }))
  process.send?.({ type: 'started', id, pid: child.pid }, channel, { keepOpen: true }, () => channel.destroy())
}

/** Keeps the beginning of what a child says on its error output, and reads on so that it is never held up. */
function lastWords(/** @type {import('node:child_process').ChildProcess} */ child) {
  let text = ''
  child.stderr?.on('data', (/** @type {Buffer} */ chunk) => {
    if (text.length < MAX_LAST_WORDS) text += chunk.toString('latin1', 0, MAX_LAST_WORDS - text.length)
  })
  return () => text
}
