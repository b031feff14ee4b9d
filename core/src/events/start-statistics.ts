import { analyseChangedTables } from '../db/analyse-changed-tables.ts'
import type { Database } from '../db/database.ts'
import { OUTBOX_CHANNEL } from './channels.ts'

/** After the first of several writes, and while they go on. */
const [FIRST_MILLISECONDS, LAST_MILLISECONDS] = [1_000, 10_000]
/** PostgreSQL counts what a connection has written after ten seconds without work for it, at the latest. */
const COUNTED_MILLISECONDS = 12_000
const BEFORE_THE_START = Number.NEGATIVE_INFINITY

interface StatisticsOptions {
  database: Database
  tenants: () => Promise<ReadonlyArray<{ schema: string }>>
  onError: (error: unknown) => void
  /** How long after the first of several writes it is looked. */
  firstMilliseconds?: number
}

/**
 * Keeps what the planner knows of tenants' tables up with what is written to them: soon after records have come, ever less often
 * while more do, and once after the start for what came before. Tenants that nobody writes to cost nothing. Resolves to the
 * function that ends it, which waits for the table under way alone.
 */
export async function startStatistics({
  database,
  tenants,
  onError,
  firstMilliseconds = FIRST_MILLISECONDS,
}: StatisticsOptions): Promise<() => Promise<void>> {
  /** Schema → when it was last written to. */
  const heard = new Map((await tenants()).map(({ schema }) => [schema, BEFORE_THE_START]))
  let pause = firstMilliseconds
  let timer: NodeJS.Timeout | null = null
  let looking: Promise<void> = Promise.resolve()
  let closed = false

  function arm(): void {
    if (timer !== null || closed) return
    timer = setTimeout(() => {
      looking = look().catch(onError)
    }, pause).unref()
  }

  async function look(): Promise<void> {
    const asked = [...heard]
    try {
      await analyseChangedTables(
        database,
        asked.map(([schema]) => schema),
        () => !closed,
      )
    } finally {
      const counted = performance.now() - COUNTED_MILLISECONDS
      for (const [schema, at] of asked) if (at < counted && heard.get(schema) === at) heard.delete(schema)
      timer = null
      pause = heard.size > 0 ? Math.min(pause * 2, LAST_MILLISECONDS) : firstMilliseconds
      if (heard.size > 0) arm()
    }
  }

  const stop = await database.listen(OUTBOX_CHANNEL, (schema) => {
    heard.set(schema, performance.now())
    arm()
  })
  if (heard.size > 0) arm()
  return async () => {
    closed = true
    if (timer !== null) clearTimeout(timer)
    await stop()
    await looking
  }
}
