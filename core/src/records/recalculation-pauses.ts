import type { Recalculation } from '../events/recalculation-jobs.ts'
import type { Recalculated } from './recalculate-records.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

/** By how many tries have come to nothing. The first is for code that was not run; what failed waits longer. */
const PAUSES = [10 * SECOND, 30 * SECOND, 2 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR]
/** From here on, all that failed of an entity is tried again together. */
const TOGETHER = 3

interface NextPass {
  work: Recalculation
  startAfter?: Date
  /** Jobs of one name are one job. */
  name: string
}

interface LastPass {
  work: Exclude<Recalculation, { kind: 'model' }>
  jobName: string
  now: Date
}

/** What comes after a pass: the rest of it, another try after a pause that grows, or nothing. */
export function nextPass({ work, jobName, now }: LastPass, result: Recalculated): NextPass | null {
  const { changed, failed, failedIds, next, blocked } = result
  const attempt = changed > 0 && blocked ? 0 : work.attempt
  if (work.kind === 'records') {
    if (failed === 0 && !blocked) return null
    if (attempt >= TOGETHER) return together(work.entity, attempt, now)
    const ids = blocked ? work.ids : failedIds
    return { work: { ...work, ids, attempt: attempt + 1 }, ...after(attempt, now), name: `${jobName} again` }
  }
  const failures = work.failed + failed
  if (blocked && attempt < TOGETHER) {
    const rest = { ...work, after: next, failed: failures, attempt: attempt + 1 }
    return { work: rest, ...after(attempt, now), name: `${jobName} rest` }
  }
  if (!blocked && next !== null) return { work: { ...work, after: next, failed: failures }, name: `${jobName} ${next}` }
  return failures === 0 && !blocked ? null : together(work.entity, Math.max(attempt, TOGETHER), now)
}

function after(attempt: number, now: Date): { startAfter: Date } {
  return { startAfter: new Date(now.getTime() + pauseOf(attempt)) }
}

function pauseOf(attempt: number): number {
  return PAUSES[Math.min(attempt, PAUSES.length - 1)] ?? HOUR
}

/** Late tries fall on the same times for all who ask: however many records failed, one job tries them. */
function together(entity: string, attempt: number, now: Date): NextPass {
  const pause = pauseOf(attempt)
  const startAfter = new Date(Math.ceil((now.getTime() + 1) / pause) * pause)
  const work = { kind: 'entity', entity, after: null, failed: 0, attempt: attempt + 1 } as const
  return { work, startAfter, name: `${entity} ${pause} ${startAfter.toISOString()}` }
}
