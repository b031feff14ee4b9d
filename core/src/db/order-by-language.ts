import type { PGlite } from '@electric-sql/pglite'
import { pinyinRules } from './pinyin-rules.ts'

type Embedded = Pick<PGlite, 'query' | 'exec'>

const OURS = 'datname = current_database()'
const ORDER_NOW = 'pg_database_collation_actual_version(oid)'
/** PostgreSQL's own id of a column's collation that is the database's. */
const DEFAULT_COLLATION = 100

/**
 * Lets the embedded database order texts as people do: letters without regard to case, Chinese by pinyin. It is made with
 * the order of code points, and cannot be made with another, so that it has to start once more where this says so.
 */
export async function orderByLanguage(pglite: Embedded): Promise<'ordered' | 'after its next start'> {
  const { rows } = await pglite.query<{ byCode: boolean; isRenewed: boolean }>(
    `select datlocprovider = 'c' as "byCode", datcollversion is not distinct from ${ORDER_NOW} as "isRenewed"
     from pg_database where ${OURS}`,
  )
  if (rows[0]?.byCode === true) {
    await pglite.query(
      `update pg_database set datlocprovider = 'i', datlocale = 'und', daticurules = $1 where ${OURS}`,
      [pinyinRules()],
    )
    return 'after its next start'
  }
  if (rows[0]?.isRenewed === false) await renewIndexes(pglite)
  return 'ordered'
}

/**
 * Makes indexes again that lie in another order than the one in which texts are compared now, since a lookup in them
 * would miss what is there: once the database is ordered by language, and where it has come with a newer ICU. In which
 * order indexes lie is written down only when all do.
 */
async function renewIndexes(pglite: Embedded): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(
    `select indexrelid::regclass::text as name from pg_index where ${DEFAULT_COLLATION} = any(indcollation)`,
  )
  for (const { name } of rows) await pglite.exec(`reindex index ${name}`)
  await pglite.query(`update pg_database set datcollversion = ${ORDER_NOW} where ${OURS}`)
}
