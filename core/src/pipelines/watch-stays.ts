import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { makeReadWriteMarks } from '../db/read-write-marks.ts'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { timeOfNextPass } from './recalculate-stays.ts'

/** However sure it seems that there is nothing to do, it is looked again so often. */
const LOOK_MILLISECONDS = 3_600_000
/** What due times follow from. */
const RULE_TABLES = ['_model_version', '_setting', '_stage_times', '_working_calendar']

interface Look {
  tables: readonly string[]
  mark: string | undefined
  /** Of this process's own time. */
  until: number
}

/** Which tenants' stays need no look, since nothing of theirs was written after the last one and nothing has become late. */
export interface StaysWatch {
  /** To be called before a look at these entities; resolves to what is to be called when it has been taken. */
  begin(schema: string, entities: readonly CompiledEntity[]): Promise<() => Promise<void>>
  /** Those of the schemas that have to be looked at. */
  unsettled(schemas: readonly string[]): Promise<string[]>
}

export function watchStays(database: Database, monotonic = () => performance.now()): StaysWatch {
  const readMarks = makeReadWriteMarks(database, monotonic)
  const looks = new Map<string, Look>()

  async function begin(schema: string, entities: readonly CompiledEntity[]): Promise<() => Promise<void>> {
    const tables = [...entities.map(({ table }) => table), ...RULE_TABLES]
    looks.delete(schema)
    const mark = (await readMarks([{ schema, tables }])).get(schema)
    return async () => {
      const left = await millisecondsToNext(database, schema, entities)
      looks.set(schema, { tables, mark, until: monotonic() + Math.min(left ?? LOOK_MILLISECONDS, LOOK_MILLISECONDS) })
    }
  }

  async function unsettled(schemas: readonly string[]): Promise<string[]> {
    const known = schemas.flatMap((schema) => {
      const tables = looks.get(schema)?.tables
      return tables === undefined ? [] : [{ schema, tables }]
    })
    const marks = await readMarks(known)
    return schemas.filter((schema) => {
      const look = looks.get(schema)
      return look === undefined || look.mark !== marks.get(schema) || monotonic() >= look.until
    })
  }

  return { begin, unsettled }
}

/** Until a record becomes late, or a pass over records may begin; null if none will. */
async function millisecondsToNext(
  database: Database,
  schema: string,
  entities: readonly CompiledEntity[],
): Promise<number | null> {
  const times = entities.map(
    ({ table }) => sql`select min(stage_notice_at) as at from ${sql.id(schema, table)} where deleted_at is null`,
  )
  const all = sql.join([...times, timeOfNextPass(schema)], sql` union all `)
  const { rows } = await sql<{ left: number | null }>`
    select extract(epoch from min(at) - now())::float8 * 1000 as "left" from (${all}) t (at)`.execute(
    database.tenant(schema),
  )
  return rows[0]?.left ?? null
}
