import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../../context/request-context.ts'
import { isUuid } from '../is-uuid.ts'
import { noCursor } from '../timeline/no-cursor.ts'

/** Where a batch of a taking back goes on, and the id that all of its batches have in the audit trail. */
interface UndoCursor {
  /** The record that was the last one. */
  after: string | null
  run: string
}

export function undoCursorText({ after, run }: { after: string; run: string }): string {
  return `${after}~${run}`
}

/** Missing: of the first batch. A record's id alone: what an older server's batch gave. @throws TenonError BAD_REQUEST */
export function parseUndoCursor(ctx: RequestContext, text: string | undefined): UndoCursor {
  if (text === undefined) return { after: null, run: uuidv7() }
  const [after = '', run = uuidv7(), ...rest] = text.split('~')
  if (!isUuid(after) || !isUuid(run) || rest.length > 0) throw noCursor(ctx)
  return { after, run }
}
