import { performance } from 'node:perf_hooks'

const LOOK_MILLISECONDS = 1_000
/** Then it is done all the same: a server that is never calm would never do it. */
const MOST_LOOKS = 60
/** Part of a second in which there was something to do. */
const CALM = 0.1

interface Watch {
  /** Part of the time since it was asked last in which there was something to do, from 0 to 1. */
  utilization?: () => number
}

/**
 * Puts `work`, which holds everything up for a moment, off until a second in which the process has had next to nothing to
 * do, and by a minute at most. Asked for again meanwhile, it is done once.
 */
export function whenCalm(work: () => void, { utilization = sinceLastAsked() }: Watch = {}): () => void {
  /** Null while nobody waits for it. */
  let looks: number | null = null

  function look(): void {
    looks = (looks ?? 0) + 1
    if (utilization() >= CALM && looks < MOST_LOOKS) later()
    else {
      looks = null
      work()
    }
  }

  function later(): void {
    setTimeout(look, LOOK_MILLISECONDS).unref()
  }

  return () => {
    if (looks !== null) return
    looks = 0
    // What was before is of no account.
    utilization()
    later()
  }
}

function sinceLastAsked(): () => number {
  let last = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, last)
    last = now
    return utilization
  }
}
