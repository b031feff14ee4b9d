import type { Recalculation } from '../events/recalculation-jobs.ts'
import type { Recalculated } from './recalculate-records.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** After the first, second … failure of records whose code failed as they were written. */
const RECORD_PAUSES = [30 * SECOND, 2 * MINUTE]
/** After that, and after a whole pass: all that failed of an entity is tried again together. */
const ENTITY_PAUSES = [15 * MINUTE, HOUR, 6 * HOUR]

interface NextPass {
  work: Recalculation
  startAfter?: Date
  /** Jobs of one name are one job. */
  name: string
}

/**
 * What comes after a pass: the rest of it, another try after a pause that grows, or nothing. Late tries of an entity
 * fall on the same times for all who ask, so that however many failed, one job tries them.
 */
export function nextPass(
  { work, jobName, now }: { work: Exclude<Recalculation, { kind: 'model' }>; jobName: string; now: Date },
  { failed, failedIds, next }: Recalculated,
): NextPass | null {
  if (work.kind === 'records') {
    if (failed === 0) return null
    const pause = RECORD_PAUSES[work.attempt - 1]
    if (pause === undefined) return entityPass(work.entity, 0, now)
    const again = { ...work, ids: failedIds, attempt: work.attempt + 1 }
    return { work: again, startAfter: new Date(now.getTime() + pause), name: `${jobName} again` }
  }
  const failures = work.failed + failed
  if (next !== null) return { work: { ...work, after: next, failed: failures }, name: `${jobName} ${next}` }
  return failures === 0 ? null : entityPass(work.entity, work.attempt, now)
}

function entityPass(entity: string, attempt: number, now: Date): NextPass {
  const pause = ENTITY_PAUSES[Math.min(attempt, ENTITY_PAUSES.length - 1)] ?? HOUR
  const startAfter = new Date(Math.ceil((now.getTime() + 1) / pause) * pause)
  const work = { kind: 'entity', entity, after: null, failed: 0, attempt: attempt + 1 } as const
  return { work, startAfter, name: `${entity} ${pause} ${startAfter.toISOString()}` }
}
