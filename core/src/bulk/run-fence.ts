import type { BulkStatus } from '@tenon/sdk/contract/bulk-api'
import { sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { WithinWrite } from '../records/many/batch-writer.ts'

/** Another process has taken the run up: this one has been silent for too long, and writes nothing any more. */
export class TakenUp extends Error {}

/** A run in the hands of one process. */
export interface HeldRun {
  run: string
  /** Id by which the process holds it. */
  worker: string
}

/**
 * Makes the function that lets a transaction write for a run only while its process holds it: whoever takes the run up waits
 * for the end of what was begun so, and nothing is begun so afterwards.
 */
export function makeFence({ tenant }: RequestContext, { run, worker }: HeldRun): WithinWrite {
  return async (trx) => {
    const { rows } = await sql<{ status: BulkStatus }>`select status from ${sql.id(tenant.schema, '_bulk_run')}
      where id = ${run}::uuid and worker = ${worker}::uuid for key share`.execute(trx)
    if (rows.length === 0) throw new TakenUp(`The run ${run} is in other hands`)
  }
}
