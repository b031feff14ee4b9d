import { setTimeout as after } from 'node:timers'

interface AdmissionLimits {
  /** Requests that are worked on at once. */
  running: number
  /** Requests that wait for their turn. */
  waiting: number
  /** Bytes of bodies that wait. */
  waitingBytes: number
  /** How long a request waits. */
  milliseconds: number
}

interface Waiting {
  bytes: number
  start: () => void
}

/** Ends a request's turn; to be called once. */
type Leave = () => void

/**
 * Lets so many requests work at once, and has the others wait in the order in which they came. Too many, too large or for
 * too long, and they are refused: what a process holds is bounded whatever comes.
 */
export function makeAdmission(limits: AdmissionLimits) {
  const queue = new Set<Waiting>()
  let [running, waitingBytes] = [0, 0]

  function leave(): void {
    const [next] = queue
    if (next === undefined) {
      running -= 1
      return
    }
    // The turn goes to the next one as it is.
    remove(next)
    next.start()
  }

  function remove(one: Waiting): void {
    if (queue.delete(one)) waitingBytes -= one.bytes
  }

  /** Resolves to what ends the turn, or to null where there is no room, or `gone` was aborted first. */
  async function enter(bytes: number, gone: AbortSignal): Promise<Leave | null> {
    if (running < limits.running) {
      running += 1
      return leave
    }
    if (queue.size >= limits.waiting || waitingBytes + bytes > limits.waitingBytes) return null
    return new Promise((resolve) => {
      const one: Waiting = { bytes, start: () => settle(leave) }
      const settle = (answer: Leave | null) => {
        clearTimeout(timer)
        gone.removeEventListener('abort', refuse)
        remove(one)
        resolve(answer)
      }
      const refuse = () => settle(null)
      const timer = after(refuse, limits.milliseconds)
      gone.addEventListener('abort', refuse)
      queue.add(one)
      waitingBytes += bytes
    })
  }

  return { enter, figures: () => ({ running, waiting: queue.size }) }
}
