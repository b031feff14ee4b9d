import { createRequire } from 'node:module'
import { placeCode, produceCode } from './code-cache.js'
import { openCoreChannel } from './core-channel.js'
import { makePluginIsolate } from './plugin-isolate.js'
import { runSlice } from './run-slice.js'
import { warmUp } from './warm-up.js'

/*
 * The sandbox child: obeys core, one slice at a time on its only thread, and judges nothing. It says nothing before
 * it is spoken to. Plain JavaScript, because Node strips types with a WebAssembly parser and this process runs
 * without WebAssembly.
 */

/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').ChildRequest} ChildRequest */
/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').SliceRequest} SliceRequest */
/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').SliceReply} SliceReply */

/** Where its starter has put the channel to core. */
const CHANNEL_FD = 3

/** After so long the rest of a trip goes back to core, which may have something else to do first. */
const TRIP_MS = 2

// By path: the package's own loader looks at files that this process may not read.
const nativeModule = String(process.argv[2])
/** @type {typeof import('isolated-vm')} */
const ivm = createRequire(import.meta.url)(nativeModule).ivm

/** @type {Map<string, import('./plugin-isolate.js').PluginIsolate>} */
const isolates = new Map()

// A terminal or a supervisor signals the whole group; core still needs its children to end its requests in order.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
warmUp(ivm)

const work = process.argv[3] === 'coverage' ? await countingObey() : obey
const send = openCoreChannel(CHANNEL_FD, {
  onMessage: (message) => listen(/** @type {ChildRequest} */ (message)),
  onEnd: () => process.exit(),
})

/** @param {ChildRequest} request */
function listen(request) {
  if (request.type === 'hello') send({ type: 'ready' })
  else work(request)
}

/** @param {Exclude<ChildRequest, { type: 'hello' }>} request */
function obey(request) {
  if (request.type === 'drop') return forget(request.isolate)
  const slices = request.type === 'trip' ? request.slices : [request]
  const until = performance.now() + TRIP_MS
  for (let i = 0; i < slices.length; i++) {
    const slice = /** @type {SliceRequest} */ (slices[i])
    const reply = perform(slice)
    // A stopped isolate was stopped anywhere, even halfway through our own code in it.
    if (reply.outcome !== 'ended') forget(slice.isolate)
    if (i < slices.length - 1 && performance.now() > until) reply.last = true
    // Before the next one begins: if that ends this process, core must know which one it was.
    send(reply)
    if (reply.last) return
  }
}

/** For the tests of plugins' authors: also counts what of their code runs. */
async function countingObey() {
  const { makeCountingObey } = await import('./coverage.js')
  return makeCountingObey({ ivm, isolates, perform, forget, send: (reply) => send(reply) })
}

/** @param {SliceRequest} request @returns {SliceReply} */
function perform(request) {
  if (request.type === 'compile') return compile(request)
  if (request.type === 'load' && !isolates.has(request.isolate)) {
    isolates.set(request.isolate, makePluginIsolate(ivm, request.memoryMb))
  }
  const target = isolates.get(request.isolate)
  if (target !== undefined && request.type === 'load' && request.code !== null) {
    placeCode(ivm, target, { source: request.source, code: request.code, timeoutMs: request.timeoutMs })
  }
  if (target === undefined)
    return { type: 'slice', slice: request.slice, outcome: 'noIsolate', cpuMicros: 0, posts: [] }
  return { type: 'slice', slice: request.slice, ...runSlice(target, request) }
}

/** @param {{ slice: number, source: string }} request @returns {SliceReply} */
function compile({ slice, source }) {
  const code = produceCode(ivm, source)
  return { type: 'slice', slice, outcome: 'ended', cpuMicros: 0, posts: [], ...(code !== undefined && { code }) }
}

/** @param {string} key */
function forget(key) {
  const target = isolates.get(key)
  isolates.delete(key)
  if (target !== undefined && !target.isolate.isDisposed) target.isolate.dispose()
}
