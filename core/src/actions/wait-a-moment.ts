import { setTimeout as sleep } from 'node:timers/promises'

const MOMENT_MS = 2_000

/** Resolves when the work has ended, or after two seconds. */
export async function waitAMoment(work: Promise<void>): Promise<void> {
  const patience = new AbortController()
  await Promise.race([work, sleep(MOMENT_MS, undefined, { signal: patience.signal }).catch(() => undefined)])
  patience.abort()
}
