import { type RawBuilder, sql } from 'kysely'
import type { PassingTrouble } from '../db/passing-trouble.ts'

/** What a left run says that it waits for. */
const WAITS_FOR = {
  full: {
    en: 'The database has no room: somebody has to make some. Until then this waits, and goes on by itself.',
    zh: '数据库空间不足，请先腾出空间。在此之前本操作将等待，之后自动继续。',
  },
  busy: {
    en: 'The database was busy for too long. This is tried again in a minute, three times at most without getting on.',
    zh: '数据库繁忙时间过长。将在一分钟后重试；若无进展，最多重试三次。',
  },
}

/**
 * The columns of a run that its process leaves to whoever comes next: at once where that process only ends in peace or has lost the
 * database, after the minute in which a run is not yet silent where the database is full or busy. A full one has no end by itself, and is
 * no fault of the run: that attempt does not count.
 */
export function leftState(trouble: PassingTrouble): RawBuilder<unknown> {
  if (trouble === 'lost') return sql`worker = null, touched_at = now() - interval '10 minutes'`
  const { en, zh } = WAITS_FOR[trouble]
  const attempts = trouble === 'full' ? sql`greatest(attempts - 1, 0)` : sql.ref('attempts')
  return sql`worker = null, touched_at = now(), attempts = ${attempts},
    error = case when locale = 'zh-CN' then ${zh}::text else ${en}::text end`
}
