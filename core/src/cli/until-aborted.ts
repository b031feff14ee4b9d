import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { operatorError } from '../context/operator-error.ts'

/**
 * Runs `work` with a signal that SIGINT and SIGTERM abort, so that it can take away what it has begun; `message` is what it
 * then ends with.
 */
export async function untilAborted<T>(
  message: Required<LocalizedText>,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(operatorError('UNAVAILABLE', message))
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, stop)
  try {
    return await work(controller.signal)
  } catch (cause) {
    // Whatever an aborted step has thrown: it was stopped.
    controller.signal.throwIfAborted()
    throw cause
  } finally {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, stop)
  }
}
