import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const AFTER_MILLISECONDS = 5_000

/**
 * Once after the start, has what only the start needed given back to the machine: that is a third of the process, and an
 * idle server would allocate too little for its garbage ever to be looked for.
 */
export function returnMemory(): void {
  setTimeout(collectGarbage, AFTER_MILLISECONDS).unref()
}

/** Takes some 50 ms of one pause. */
export function collectGarbage(): void {
  setFlagsFromString('--expose-gc')
  const collect: unknown = runInNewContext('gc')
  if (typeof collect === 'function') collect()
}
