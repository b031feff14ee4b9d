import type { RollupState } from '@tenon/sdk/contract/rollup-state'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import { readTimeZone } from '../../db/tenant-zones.ts'
import { compileModel } from '../../model/compile-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { rollupId } from '../../model/rollup-id.ts'
import type { DraftTools } from '../draft-tools.ts'
import { readCurrentVersion } from '../stored-version.ts'

interface Row {
  id: string
  filled: Date | null
  counting: Date | null
  records: string | null
}

/** Makes the function that tells how far the rollups of the model in force are. For admins. */
export function makeReadRollupStates({ database, requireAdmin }: Pick<DraftTools, 'database' | 'requireAdmin'>) {
  return async function readRollupStates(ctx: RequestContext): Promise<RollupState[]> {
    await requireAdmin(ctx)
    const { schema } = ctx.tenant
    const db = database.tenant(schema)
    const current = await readCurrentVersion(db)
    if (current === null) return []
    const model = compileModel(current.document, current.version)
    const timeZone = await readTimeZone(db)
    const { rows } = await sql<Row>`
      select r.id, r.filled_at as filled, r.counting_since as counting, nullif(c.reltuples, -1)::bigint::text as records
      from ${sql.id(schema, '_rollup')} r
      left join pg_class c on c.oid = to_regclass(quote_ident(${schema}) || '.' || quote_ident(r.table_name))`.execute(
      db,
    )
    const known = new Map(rows.map((row) => [row.id, row]))
    const { names } = nameBook(model)
    return [...model.entities.values()].flatMap((entity) =>
      entity.rollups.map((rollup) => {
        const place = { entity: names.entity(entity.name), name: rollup.name }
        return { ...place, ...stateOf(known.get(rollupId(entity, rollup, timeZone))) }
      }),
    )
  }
}

function stateOf(row: Row | undefined): Pick<RollupState, 'state' | 'since' | 'records'> {
  const records = row === undefined || row.records === null ? null : Number(row.records)
  if (row === undefined) return { state: 'waiting', since: null, records }
  const { filled, counting } = row
  if (filled !== null) return { state: 'ready', since: filled.toISOString(), records }
  return { state: counting === null ? 'waiting' : 'counting', since: counting?.toISOString() ?? null, records }
}
