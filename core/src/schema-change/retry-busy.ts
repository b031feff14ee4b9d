import { databaseErrorCode } from './database-error.ts'
import { wait } from './wait.ts'

/** How long it is tried again: others hold tables for moments, or for as long as a backup takes. */
const PATIENCE_MILLISECONDS = 60_000
const PAUSE_MILLISECONDS = { first: 20, most: 500 }

/** lock_not_available, deadlock_detected, serialization_failure */
const BUSY = new Set(['55P03', '40P01', '40001'])

/**
 * Tries again, after pauses that grow, when a table was locked by others; a transaction is tried as a whole. Each try
 * waits for a lock but for a moment, since writers queue up behind it, and there are many tries.
 */
export async function retryBusy<T>(work: () => Promise<T>): Promise<T> {
  const end = Date.now() + PATIENCE_MILLISECONDS
  for (let attempt = 0; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (Date.now() > end || !isBusy(error)) throw error
      const { first, most } = PAUSE_MILLISECONDS
      await wait(Math.min(most, first * 2 ** attempt) * (0.5 + Math.random()))
    }
  }
}

export function isBusy(error: unknown): boolean {
  const code = databaseErrorCode(error)
  return code !== null && BUSY.has(code)
}
