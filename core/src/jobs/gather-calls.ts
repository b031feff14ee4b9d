import { AsyncLocalStorage } from 'node:async_hooks'

/**
 * Hands names on to `call`, each once for all that ask while it waits. The first waits for the turn's end alone; what comes
 * within `milliseconds` after a round is handed on in the next one, so that all of a round is done side by side. What is
 * called is nobody's request: it is not bound by the limits of whoever asked first.
 */
export function gatherCalls(call: (name: string) => void, milliseconds: number): (name: string) => void {
  const outside = AsyncLocalStorage.snapshot()
  let names = new Set<string>()
  let last = Number.NEGATIVE_INFINITY

  function handOn(): void {
    const all = names
    names = new Set()
    last = performance.now()
    for (const name of all) call(name)
  }

  return (name) => {
    const isFirst = names.size === 0
    names.add(name)
    if (!isFirst) return
    const left = last + milliseconds - performance.now()
    if (left > 0) setTimeout(outside, left, handOn)
    else setImmediate(outside, handOn)
  }
}
