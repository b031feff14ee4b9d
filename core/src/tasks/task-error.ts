import { TenonError, type TenonErrorCode } from '@tenon/sdk/contract/tenon-error'

/** What is kept of a failure. */
export interface TaskError {
  code: TenonErrorCode
  message: string
}

const MAX_MESSAGE = 2_000

/** A failure as it is kept and shown to admins. What is not ours may hold SQL or a path: the log has it, they get a sentence. */
export function toTaskError(error: unknown): TaskError {
  if (!(error instanceof TenonError)) return { code: 'INTERNAL', message: 'The server could not run it.' }
  // PostgreSQL keeps no text with a NUL in it.
  const message = error.message.replaceAll('\0', '').slice(0, MAX_MESSAGE).toWellFormed()
  return { code: error.code, message }
}
