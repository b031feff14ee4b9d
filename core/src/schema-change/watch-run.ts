import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { PublishWatch } from './publish-watch.ts'

interface RunWatch {
  database: Database
  schema: string
  runId: string
  isClosed: () => boolean
}

/** No more often is it written down how far a run is, and asked whether it is to go on. */
const EVERY_MILLISECONDS = 200

/** Keeps in the database how far a run is, and ends it when somebody has paused or cancelled it there. */
export function watchRun({ database, schema, runId, isClosed }: RunWatch): PublishWatch {
  const db = database.tenant(schema)
  let [noted, asked] = [0, 0]
  return {
    async begin({ key }, total) {
      const row = await db
        .insertInto('_publish_copy')
        .values({ key, run_id: runId, total })
        .onConflict((conflict) => conflict.column('key').doUpdateSet({ total, run_id: runId }))
        .returning(['last_id', 'done'])
        .executeTakeFirstOrThrow()
      return { after: row.last_id, done: row.done }
    },
    async note({ key }, { after, done }, isLast) {
      if (!isLast && Date.now() - noted < EVERY_MILLISECONDS) return
      noted = Date.now()
      await db.updateTable('_publish_copy').set({ last_id: after, done }).where('key', '=', key).execute()
    },
    async goesOn() {
      if (isClosed()) return false
      if (Date.now() - asked < EVERY_MILLISECONDS) return true
      asked = Date.now()
      const alive = await db
        .updateTable('_publish_run')
        .set({ touched_at: sql`now()` })
        .where('id', '=', runId)
        .where('status', '=', 'running')
        .returning('id')
        .executeTakeFirst()
      return alive !== undefined
    },
  }
}
