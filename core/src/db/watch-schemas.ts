import { type RawBuilder, sql } from 'kysely'
import type { Database } from './database.ts'
import { makeReadWriteMarks } from './read-write-marks.ts'

const SCHEMAS_PER_STATEMENT = 200
/**
 * However sure it seems, an answer is found anew so often: a session that has the counting of its writes switched off is
 * seen by nobody.
 */
const SURE_MILLISECONDS = 24 * 3_600_000

export interface SchemaQuestion {
  /** What the answer follows from, but for the time. */
  tables: readonly string[]
  /** Whether it is so, by what is in the schema's tables. */
  condition: (schema: string) => RawBuilder<unknown>
  /** From when on it may be otherwise by the clock alone: a timestamptz, null for never. */
  until?: (schema: string) => RawBuilder<unknown>
  /** How long an answer is relied on at most. A day, where nothing else is said. */
  sureMilliseconds?: number
}

/** For what is done once a day, and may as well be done some days later. */
export const WEEK_MILLISECONDS = 7 * 24 * 3_600_000

interface Answer {
  mark: string
  holds: boolean
  /** Of this process's own time. */
  until: number
}

/** Those of the schemas for which the question's condition holds. */
export type FindSchemas = (schemas: readonly string[]) => Promise<string[]>

/**
 * Makes a function that asks the same of many schemas again and again, and looks into those alone that were written since,
 * or whose time has come: what nobody uses is not asked. Writes of the last minute may not be seen yet; they are by the
 * next call. Schemas that are gone are passed over.
 */
export function watchSchemas(
  database: Database,
  { tables, condition, until, sureMilliseconds = SURE_MILLISECONDS }: SchemaQuestion,
  monotonic = () => performance.now(),
): FindSchemas {
  const readMarks = makeReadWriteMarks(database, monotonic)
  let answers = new Map<string, Answer>()

  async function look(schemas: readonly string[], marks: ReadonlyMap<string, string>): Promise<Map<string, Answer>> {
    const asked = schemas.map(
      (schema) => sql`select ${schema}::text as schema, (${condition(schema)}) as holds,
        extract(epoch from (${until?.(schema) ?? sql`null`})::timestamptz - now())::float8 * 1000 as "left"`,
    )
    const now = monotonic()
    const { rows } = await sql<{ schema: string; holds: boolean; left: number | null }>`${sql.join(
      asked,
      sql` union all `,
    )}`.execute(database.control)
    return new Map(
      rows.map(({ schema, holds, left }) => {
        const until = now + Math.min(left ?? sureMilliseconds, sureMilliseconds)
        return [schema, { mark: marks.get(schema) ?? '', holds, until }]
      }),
    )
  }

  return async (schemas) => {
    // Before the look: what is written in between is counted by the next call.
    const marks = await readMarks(schemas.map((schema) => ({ schema, tables })))
    const now = monotonic()
    const isKnown = (schema: string) => {
      const answer = answers.get(schema)
      return answer !== undefined && answer.mark === marks.get(schema) && now < answer.until
    }
    const there = schemas.filter((schema) => marks.has(schema))
    answers = new Map([...answers].filter(([schema]) => marks.has(schema)))
    const asked = there.filter((schema) => !isKnown(schema))
    for (let at = 0; at < asked.length; at += SCHEMAS_PER_STATEMENT) {
      const found = await look(asked.slice(at, at + SCHEMAS_PER_STATEMENT), marks)
      for (const [schema, answer] of found) answers.set(schema, answer)
    }
    return there.filter((schema) => answers.get(schema)?.holds === true)
  }
}
