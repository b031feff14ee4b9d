import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'
import { waitAMoment } from './wait-a-moment.ts'

/** Several times within the minute after which a silent run counts as interrupted. */
const HEARTBEAT_MS = 15_000

interface KeptRun {
  id: string
  stop: AbortController
  work: Promise<void>
}

export interface RunKeeper {
  /** Shows that the run's process is alive for as long as it works; resolves when it is done. */
  keep(ctx: RequestContext, run: KeptRun): Promise<void>
  /**
   * Marks the run as cancelled, wherever it works: its process sees that before the next batch. Gives one that works
   * here a moment to end, so that it can say how far it came.
   */
  cancel(ctx: RequestContext, run: { id: string; told: LiveMessage }): Promise<void>
  close(): Promise<void>
}

interface KeeperDependencies {
  database: Database
  /** Where the runs are written down: with id, status, touched_at and ended_at. */
  table: '_action_run' | '_bulk_run'
  /** Leaves a run that this process did not end to another. Missing: it is interrupted. */
  leave?: (schema: string, id: string) => Promise<void>
}

/** Looks after the runs of one kind that are under way in this process. */
export function makeRunKeeper({ database, table, leave }: KeeperDependencies): RunKeeper {
  const kept = new Map<string, { schema: string; run: KeptRun }>()
  let closed = false

  async function touch({ tenant }: RequestContext, id: string): Promise<void> {
    await sql`update ${sql.id(tenant.schema, table)} set touched_at = now()
      where id = ${id}::uuid and status = 'running'`.execute(database.tenant(tenant.schema))
  }

  return {
    async keep(ctx, run) {
      kept.set(run.id, { schema: ctx.tenant.schema, run })
      // A heartbeat that fails is made good by the next; four of them fit into the minute.
      const heartbeat = setInterval(() => void touch(ctx, run.id).catch(() => undefined), HEARTBEAT_MS)
      heartbeat.unref()
      if (closed) run.stop.abort()
      try {
        await run.work
      } finally {
        clearInterval(heartbeat)
        // The same run may have come back meanwhile.
        if (kept.get(run.id)?.run === run) kept.delete(run.id)
      }
    },

    async cancel({ tenant }, { id, told }) {
      await sql`
        with cancelled as (
          update ${sql.id(tenant.schema, table)} set status = 'cancelled', ended_at = now(), error = null
          where id = ${id}::uuid and status = 'running' returning id
        )
        select pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ schema: tenant.schema, message: told })})
        from cancelled`.execute(database.tenant(tenant.schema))
      const work = kept.get(id)?.run.work
      if (work !== undefined) await waitAMoment(work)
    },

    async close() {
      closed = true
      const running = [...kept.values()]
      for (const { schema, run } of leave === undefined ? running : []) {
        await sql`update ${sql.id(schema, table)} set status = 'interrupted', ended_at = now()
          where id = ${run.id}::uuid and status = 'running'`.execute(database.tenant(schema))
      }
      for (const { run } of running) run.stop.abort()
      await Promise.all(running.map(({ run }) => run.work))
      for (const { schema, run } of running) await leave?.(schema, run.id)
    },
  }
}
