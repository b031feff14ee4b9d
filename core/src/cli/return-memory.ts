import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const AFTER_MILLISECONDS = 5_000

/**
 * Once after the start, has what only the start needed given back to the machine: that is a third of the process, and an
 * idle server would allocate too little for its garbage ever to be looked for. `collect` waits for a calm second: hundreds of
 * people may have come at the start.
 */
export function returnMemory(collect: () => void): void {
  setTimeout(collect, AFTER_MILLISECONDS).unref()
}

/**
 * Takes some 100 ms of one pause; who serves somebody waits for a calm second, see `whenCalm`. Of the last resort: otherwise
 * the heap keeps the pages that it has emptied, and does not bring together what is left on the others, which after a busy
 * hour is more than what is in use.
 */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect({ type: 'major', execution: 'sync', flavor: 'last-resort' })
}
