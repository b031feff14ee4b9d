/*
 * Compiled code, so that what was compiled once is not compiled again. It holds bytecode, which V8 trusts: it is made
 * only by children that have not run a plugin yet, and kept by core, out of every plugin's reach.
 */

/**
 * The source as one function of its own, handed to the guest runtime. A source that could close the function's brace
 * never gets here: the guest has compiled it as a function body before.
 * @param {string} source
 */
function wrapped(source) {
  return `$tenonLoad((function () {${source}\n;return typeof TenonPlugin === 'undefined' ? undefined : TenonPlugin}))`
}

/**
 * Compiles a plugin's script in an isolate of its own without running it.
 * @param {typeof import('isolated-vm')} ivm
 * @param {string} source
 * @returns {Uint8Array | undefined}
 */
export function produceCode(ivm, source) {
  const isolate = new ivm.Isolate({ memoryLimit: 32 })
  try {
    const script = /** @type {unknown} */ (isolate.compileScriptSync(wrapped(source), { produceCachedData: true }))
    const { cachedData } = /** @type {import('isolated-vm').CachedDataResult} */ (script)
    return cachedData === undefined ? undefined : new Uint8Array(cachedData.copy())
  } finally {
    isolate.dispose()
  }
}

/**
 * Gives the guest runtime a plugin's compiled script; it runs in the load step that follows.
 * @param {typeof import('isolated-vm')} ivm
 * @param {import('./plugin-isolate.js').PluginIsolate} target
 * @param {{ source: string, code: Uint8Array, timeoutMs: number }} script
 */
export function placeCode(ivm, { isolate, context }, { source, code, timeoutMs }) {
  const cachedData = new ivm.ExternalCopy(/** @type {ArrayBuffer} */ (code.slice().buffer))
  isolate.compileScriptSync(wrapped(source), { cachedData }).runSync(context, { timeout: timeoutMs })
  cachedData.release()
}
