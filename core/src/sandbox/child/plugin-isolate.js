import { guestSources } from './guest-sources.js'

/** Bytes of text that one slice may post; more is cut off, and the call then ends with a bad answer. */
const MAX_POSTED = 8 * 1024 * 1024
const ENTRY = 'guest-main.js'

/** @typedef {import('@tenon/sdk/contract/sandbox-protocol').GuestPost} GuestPost */

/**
 * One isolate with the guest runtime in it. Only callbacks and scalars go in: never a Reference, an ExternalCopy or
 * isolated-vm itself. References stay on this side.
 * @param {typeof import('isolated-vm')} ivm
 * @param {number} memoryMb
 * @param {import('isolated-vm').ContextOptions} [options]
 */
export function makePluginIsolate(ivm, memoryMb, options = {}) {
  const isolate = new ivm.Isolate({ memoryLimit: memoryMb, ...options })
  const context = isolate.createContextSync(options)
  /** @type {GuestPost[]} */
  let posts = []
  let posted = 0
  const post = new ivm.Callback((/** @type {any[]} */ ...scalars) => {
    const [kind, callId, requestId, name, text] = scalars
    if (kind === 'pause') return pause()
    posted += text.length + 100
    if (posted <= MAX_POSTED) posts.push({ kind, callId, requestId, name, text })
  })
  context.global.setSync('$tenonPost', post)
  const main = evaluateGuest(isolate, context)
  const functions = {
    load: main.namespace.getSync('load', { reference: true }),
    start: main.namespace.getSync('start', { reference: true }),
    answer: main.namespace.getSync('answer', { reference: true }),
    moveClock: main.namespace.getSync('moveClock', { reference: true }),
    cancel: main.namespace.getSync('cancel', { reference: true }),
  }
  return {
    isolate,
    context,
    functions,
    /** Slices run so far. */
    slices: 0,
    takePosts() {
      const taken = posts
      posts = []
      posted = 0
      return taken
    },
  }
}

/** @typedef {ReturnType<typeof makePluginIsolate>} PluginIsolate */

const PAUSE_MS = 0.05
const never = new Int32Array(new SharedArrayBuffer(4))

/**
 * Gives up the processor for a moment. Who is woken on the one that this process keeps busy otherwise waits for the
 * next tick of Linux's clock, 4 ms, whatever the priorities of the two are.
 */
function pause() {
  Atomics.wait(never, 0, 0, PAUSE_MS)
}

/**
 * @param {import('isolated-vm').Isolate} isolate
 * @param {import('isolated-vm').Context} context
 */
function evaluateGuest(isolate, context) {
  /** @type {Map<string, import('isolated-vm').Module>} */
  const modules = new Map()
  for (const [file, source] of guestSources) modules.set(file, compileGuest(isolate, file, source))
  const main = moduleNamed(modules, ENTRY)
  main.instantiateSync(context, (specifier) => moduleNamed(modules, specifier.replace('./', '')))
  main.evaluateSync({ timeout: 5000 })
  return main
}

/**
 * Compiled code of our own modules, from this process's first isolate.
 * @type {Map<string, import('isolated-vm').ExternalCopy<ArrayBuffer>>}
 */
const guestCode = new Map()

/**
 * @param {import('isolated-vm').Isolate} isolate
 * @param {string} file
 * @param {string} source
 */
function compileGuest(isolate, file, source) {
  const cachedData = guestCode.get(file)
  if (cachedData !== undefined) return isolate.compileModuleSync(source, { filename: file, cachedData })
  const module = isolate.compileModuleSync(source, { filename: file, produceCachedData: true })
  const { cachedData: made } = /** @type {import('isolated-vm').CachedDataResult} */ (/** @type {unknown} */ (module))
  if (made !== undefined) guestCode.set(file, made)
  return module
}

/** @param {Map<string, import('isolated-vm').Module>} modules @param {string} name */
function moduleNamed(modules, name) {
  const found = modules.get(name)
  if (found === undefined) throw new Error(`The guest runtime has no module ${name}`)
  return found
}
