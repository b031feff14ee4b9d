import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const AFTER_MILLISECONDS = 5_000

/**
 * Once after the start, has what only the start needed given back to the machine: that is a third of the process, and an
 * idle server would allocate too little for its garbage ever to be looked for. Takes some 50 ms of one pause.
 */
export function returnMemory(): void {
  setTimeout(() => {
    setFlagsFromString('--expose-gc')
    const collect: unknown = runInNewContext('gc')
    if (typeof collect === 'function') collect()
  }, AFTER_MILLISECONDS).unref()
}
