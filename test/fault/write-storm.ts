import { setTimeout as sleep } from 'node:timers/promises'

export interface StormTarget {
  url: string
  cookie: string
}

export interface StormReport {
  /** Name of each record that was acknowledged → its id. */
  acknowledged: ReadonlyMap<string, string>
  /** Requests sent, first ones and repeated ones. */
  sent: number
  /** Answers that ask to try again, and losses of connection, by what they were. */
  refused: Record<string, number>
  /** Any other answer: there should be none. */
  unexpected: string[]
  /** 503 without `retry-after`. */
  unexplained: number
}

/** Which of all storms of this process a record is from stands in its name. */
let storms = 0

/**
 * Writers that each create one record after the other, each under an idempotency key, and send it again until it is
 * acknowledged, whatever happens meanwhile. Ends once all that was begun is acknowledged.
 */
export function startStorm({ url, cookie }: StormTarget, writers = 8) {
  storms += 1
  const prefix = `storm-${process.pid}-${storms}-`
  const acknowledged = new Map<string, string>()
  const report = { sent: 0, refused: {} as Record<string, number>, unexpected: [] as string[], unexplained: 0 }
  let [next, stopped] = [0, false]

  async function attempt(name: string): Promise<boolean> {
    report.sent += 1
    const response = await fetch(`${url}/api/v1/account`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: url, cookie, 'idempotency-key': name },
      body: JSON.stringify({ name }),
      signal: AbortSignal.timeout(40_000),
    }).catch(() => null)
    const body = (await response?.json().catch(() => null)) ?? {}
    const { id = '', code = 'LOST' } = body as { id?: string; code?: string }
    if (response?.status === 201) {
      acknowledged.set(name, id)
      return true
    }
    if (response !== null && response.status !== 503) {
      report.unexpected.push(`${response.status} ${JSON.stringify(body).slice(0, 200)}`)
      return report.unexpected.length > 20
    }
    if (response !== null && !response.headers.has('retry-after')) report.unexplained += 1
    report.refused[code] = (report.refused[code] ?? 0) + 1
    return false
  }

  async function write(): Promise<void> {
    while (!stopped) {
      const name = `${prefix}${next++}`
      while (!(await attempt(name))) await sleep(100)
    }
  }

  const writing = Promise.all(Array.from({ length: writers }, write))
  return {
    prefix,
    count: () => acknowledged.size,
    refusals: () => Object.values(report.refused).reduce((sum, count) => sum + count, 0),
    stop: async (): Promise<StormReport> => {
      stopped = true
      await writing
      return { acknowledged, ...report }
    },
  }
}
