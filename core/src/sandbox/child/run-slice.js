/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').SliceRequest} SliceRequest */
/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').SliceReply} SliceReply */
/** @typedef {import('./plugin-isolate.js').PluginIsolate} PluginIsolate */

/** Asking takes 4 µs, as much as a small hook. */
const HEAP_SAMPLE_EVERY = 50

/**
 * Runs one slice on this thread, every step of it under the timer, and says what became of it.
 * @param {PluginIsolate} target
 * @param {SliceRequest} request
 * @returns {Pick<SliceReply, 'outcome' | 'cpuMicros' | 'heapBytes' | 'posts'>}
 */
export function runSlice(target, request) {
  const cpuBefore = readCpu()
  const deadline = performance.now() + request.timeoutMs
  let timedOut = false
  for (const [name, parameters] of stepsOf(request)) {
    if (!target.isolate.isDisposed) timedOut = runStep(target, { name, parameters, deadline })
    if (timedOut || target.isolate.isDisposed) break
  }
  const posts = target.takePosts()
  const cpuMicros = readCpu() - cpuBefore
  if (target.isolate.isDisposed) return { outcome: 'outOfMemory', cpuMicros, posts }
  const outcome = timedOut ? 'timedOut' : 'ended'
  target.slices += 1
  // Not the first, which is the load.
  if (target.slices % HEAP_SAMPLE_EVERY !== 2) return { outcome, cpuMicros, posts }
  return { outcome, cpuMicros, heapBytes: target.isolate.getHeapStatisticsSync().used_heap_size, posts }
}

/**
 * Processor time of this thread in microseconds. Not isolate.cpuTime: on Linux that is wall time, and a busy machine
 * would make the innocent guilty. Linux brings a thread's figure up to date at clock ticks only, which would make
 * slices of a few milliseconds look like nothing, unless the whole process's is asked for first.
 */
function readCpu() {
  process.cpuUsage()
  const { user, system } = process.threadCpuUsage()
  return user + system
}

/**
 * @param {SliceRequest} request
 * @returns {Array<[keyof PluginIsolate['functions'], Array<string | number>]>}
 */
function stepsOf(request) {
  switch (request.type) {
    case 'compile':
    case 'coverage':
      return []
    case 'load':
      return [['load', [request.source, request.now]]]
    case 'start': {
      const settings = JSON.stringify({
        target: request.target,
        now: request.now,
        seed: request.seed,
        limits: request.limits,
      })
      return [['start', [request.callId, settings, request.input]]]
    }
    case 'resume':
      return [
        ['moveClock', [request.now]],
        ...request.answers.map(({ text, ...header }) => answerStep(request.callId, header, text)),
      ]
    case 'cancel':
      return [['cancel', [request.callId]]]
  }
}

/**
 * @param {string} callId
 * @param {object} header
 * @param {string | Uint8Array} text
 * @returns {['answer', Array<string | number>]}
 */
function answerStep(callId, header, text) {
  return ['answer', [callId, JSON.stringify(header), typeof text === 'string' ? text : textOf(text)]]
}

/** @param {Uint8Array} bytes */
function textOf({ buffer, byteOffset, length }) {
  return Buffer.from(buffer, byteOffset, length).toString('utf8')
}

/**
 * @param {PluginIsolate} target
 * @param {{ name: keyof PluginIsolate['functions'], parameters: Array<string | number>, deadline: number }} step
 * @returns {boolean} Whether the timer stopped it.
 */
function runStep(target, { name, parameters, deadline }) {
  const left = Math.ceil(deadline - performance.now())
  if (left <= 0) return true
  try {
    target.functions[name].applySync(undefined, parameters, { timeout: left })
    return false
  } catch {
    // What is caught may be an unhandled rejection of earlier plugin code, whose text a plugin can choose:
    // only the clock tells whether the timer fired.
    return performance.now() >= deadline - 1
  }
}
