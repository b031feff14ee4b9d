import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { CopyProgress, PublishWatch } from './publish-watch.ts'
import { retryBusy } from './retry-busy.ts'
import { type CopiedPage, copyPage, copyRow, countUncopied, type RowCopy } from './row-copy.ts'
import { wait } from './wait.ts'

/** A writer that meets a page waits for it at most so long, twice that at worst. */
const PAGE_MILLISECONDS = 12
const FIRST_PAGE_ROWS = 100
const PAGE_ROWS = { least: 10, most: 5_000 }
const ROW_TIMEOUT = '1s'

interface CopySource {
  database: Database
  schema: string
  copy: RowCopy
  watch: PublishWatch
}

/** Fills the columns in all rows, a page at a time and with a rest after each. False where the watch ended it. */
export async function copyRows(source: CopySource): Promise<boolean> {
  const { database, schema, copy, watch } = source
  const { place } = copy
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from ${sql.id(place.schema, place.table)}`.execute(database.tenant(schema))
  let progress: CopyProgress = await watch.begin(copy, rows[0]?.count ?? 0)
  for (let limit = FIRST_PAGE_ROWS; ; ) {
    if (!(await watch.goesOn())) return false
    const started = performance.now()
    const page = await nextPage(source, progress, limit)
    const took = performance.now() - started
    for (const id of page.skipped) await copySkipped(source, id)
    if (page.last !== null) progress = { after: page.last, done: progress.done + page.seen }
    const isLast = page.seen < limit
    await watch.note(copy, progress, isLast)
    if (isLast) break
    limit = nextLimit(limit, took)
    await wait(took)
  }
  await expectAll(source)
  return true
}

async function nextPage({ database, schema, copy }: CopySource, { after }: CopyProgress, limit: number) {
  const { rows } = await retryBusy(() => copyPage(copy, { after, limit }).execute(database.tenant(schema)))
  return rows[0] ?? ({ seen: 0, last: null, skipped: [] } satisfies CopiedPage)
}

function nextLimit(limit: number, took: number): number {
  const factor = Math.min(2, Math.max(0.5, PAGE_MILLISECONDS / Math.max(took, 0.1)))
  return Math.round(Math.min(PAGE_ROWS.most, Math.max(PAGE_ROWS.least, limit * factor)))
}

/** One that somebody was writing: it is waited for alone, so that nobody can be waiting for us. */
async function copySkipped({ database, schema, copy }: CopySource, id: string): Promise<void> {
  await retryBusy(() =>
    database.transaction(schema, async (trx) => {
      await sql`select set_config('lock_timeout', ${ROW_TIMEOUT}, true)`.execute(trx)
      await copyRow(copy, id).execute(trx)
    }),
  )
}

/** A trigger that somebody has switched off would leave rows behind without a word. */
async function expectAll({ database, schema, copy }: CopySource): Promise<void> {
  const { rows } = await countUncopied(copy).execute(database.tenant(schema))
  const count = rows[0]?.count ?? 0
  if (count === 0) return
  throw new Error(`${count} rows of ${copy.place.table} were written past the trigger that keeps its columns in step`)
}
