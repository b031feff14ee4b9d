import { makePluginIsolate } from './plugin-isolate.js'

/*
 * Counts what of plugins' code runs, for the tests of their authors. Loaded only by a child that was started for it: an
 * inspector reaches past every wall of an isolate, so a child that works for people has none.
 */

/** @typedef {Exclude<import('@tenon/sdk/contract/sandbox-protocol').ChildRequest, { type: 'hello' }>} ChildRequest */
/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').SliceRequest} SliceRequest */
/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').SliceReply} SliceReply */
/** @typedef {import('isolated-vm').Isolate} Isolate */
/** @typedef {{ url: string, functions: unknown[] }} ScriptCoverage */

const INSPECTED = { inspector: true }
/** Scripts whose name begins so are a tested plugin's; others are the guest runtime's. */
const TESTED = 'tenon-test:'
const ANSWER_TIMEOUT_MS = 2_000

/**
 * Obeys core in the order of its requests, and counts. What isolates have counted that are gone is kept until it is
 * asked for.
 * @param {{
 *   ivm: typeof import('isolated-vm'),
 *   isolates: Map<string, import('./plugin-isolate.js').PluginIsolate>,
 *   perform: (request: SliceRequest) => SliceReply,
 *   forget: (key: string) => void,
 *   send: (reply: SliceReply) => void,
 * }} child
 * @returns {(request: ChildRequest) => void}
 */
export function makeCountingObey({ ivm, isolates, perform, forget, send }) {
  /** @type {Map<Isolate, ReturnType<typeof openSession>>} */
  const sessions = new Map()
  /** @type {ScriptCoverage[]} */
  let taken = []

  /** @param {string} key @param {number} memoryMb */
  async function open(key, memoryMb) {
    const target = makePluginIsolate(ivm, memoryMb, INSPECTED)
    isolates.set(key, target)
    const session = openSession(target.isolate)
    sessions.set(target.isolate, session)
    await session.ask('Profiler.enable')
    await session.ask('Profiler.startPreciseCoverage', { callCount: true, detailed: true })
  }

  /** @param {string} key  Counters begin anew with each look at them. */
  async function take(key) {
    const isolate = isolates.get(key)?.isolate
    const session = isolate === undefined ? undefined : sessions.get(isolate)
    const scripts = await session?.ask('Profiler.takePreciseCoverage')
    taken.push(...(scripts ?? []).filter(({ url }) => url.startsWith(TESTED)))
  }

  /** @param {string} key */
  async function takeAndForget(key) {
    await take(key)
    const isolate = isolates.get(key)?.isolate
    if (isolate !== undefined) {
      sessions.get(isolate)?.close()
      sessions.delete(isolate)
    }
    forget(key)
  }

  /** @param {ChildRequest} request */
  async function obey(request) {
    if (request.type === 'drop') return takeAndForget(request.isolate)
    const slices = request.type === 'trip' ? request.slices : [request]
    for (const slice of slices) await obeySlice(slice)
  }

  /** @param {SliceRequest} request */
  async function obeySlice(request) {
    if (request.type === 'coverage') {
      for (const key of isolates.keys()) await take(key)
      const coverage = JSON.stringify(taken)
      taken = []
      return send({ type: 'slice', slice: request.slice, outcome: 'ended', cpuMicros: 0, posts: [], coverage })
    }
    if (request.type === 'load' && !isolates.has(request.isolate)) await open(request.isolate, request.memoryMb)
    const reply = perform(request)
    if (reply.outcome !== 'ended') await takeAndForget(request.isolate)
    send(reply)
  }

  let turn = Promise.resolve()
  return (request) => {
    turn = turn.then(() => obey(request))
  }
}

/** @param {Isolate} isolate */
function openSession(isolate) {
  const session = isolate.createInspectorSession()
  /** @type {Map<number, (scripts: ScriptCoverage[]) => void>} */
  const waiting = new Map()
  let asked = 0
  session.onNotification = () => {}
  session.onResponse = (id, text) => {
    waiting.get(id)?.(JSON.parse(text).result?.result ?? [])
    waiting.delete(id)
  }
  return {
    /** One that is left open when its isolate goes keeps all others from answering. */
    close() {
      try {
        session.dispose()
      } catch {
        // The isolate took it along.
      }
    },
    /**
     * Resolves to the scripts of the answer; to none where the isolate does not answer any more.
     * @param {string} method
     * @param {object} [params]
     * @returns {Promise<ScriptCoverage[]>}
     */
    ask(method, params = {}) {
      if (isolate.isDisposed) return Promise.resolve([])
      asked += 1
      const id = asked
      return new Promise((resolve) => {
        const timer = setTimeout(() => resolve([]), ANSWER_TIMEOUT_MS)
        waiting.set(id, (scripts) => {
          clearTimeout(timer)
          resolve(scripts)
        })
        session.dispatchProtocolMessage(JSON.stringify({ id, method, params }))
      })
    },
  }
}
