import { TenonError } from '@tenon/sdk/contract/tenon-error'

/**
 * Runs `work` with a signal that SIGINT and SIGTERM abort, so that it can take away what it has begun; `message` is what it
 * then ends with.
 */
export async function untilAborted<T>(message: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = () => controller.abort(new TenonError({ code: 'UNAVAILABLE', message }))
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
