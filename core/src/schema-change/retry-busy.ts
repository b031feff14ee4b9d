import { databaseErrorCode } from './database-error.ts'

const ATTEMPTS = 5
const FIRST_WAIT_MILLISECONDS = 100

/** lock_not_available, deadlock_detected, serialization_failure */
const BUSY = new Set(['55P03', '40P01', '40001'])

/** Tries again, each time after a longer wait, when a table was locked by others; a transaction is tried as a whole. */
export async function retryBusy<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (attempt === ATTEMPTS || !isBusy(error)) throw error
      await wait(FIRST_WAIT_MILLISECONDS * 2 ** (attempt - 1) * (0.5 + Math.random()))
    }
  }
}

export function isBusy(error: unknown): boolean {
  const code = databaseErrorCode(error)
  return code !== null && BUSY.has(code)
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds))
}
