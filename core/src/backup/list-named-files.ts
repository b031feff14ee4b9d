import { type Kysely, sql } from 'kysely'
import type { ControlTables } from '../db/control-tables.ts'
import { type ListedFile, lineOf } from './listed-file.ts'

const PAGE = 1_000

/**
 * Lines for all files of the tenants that the database knows to be whole; of uploads and removals under way nothing is
 * kept. `onFile` hears of each.
 */
export async function* listNamedFiles(
  trx: Kysely<ControlTables>,
  schemas: readonly string[],
  onFile: (file: ListedFile) => void,
): AsyncIterable<string> {
  for (const schema of schemas) {
    if (!(await hasFiles(trx, schema))) continue
    for (let after = '00000000-0000-0000-0000-000000000000'; ; ) {
      const page = await readPage(trx, schema, after)
      for (const { id, size, sha256 } of page) {
        const file: ListedFile = { schema, id, size: Number(size), sha256 }
        onFile(file)
        yield lineOf(file)
      }
      const [last] = page.slice(-1)
      if (last === undefined) break
      after = last.id
    }
  }
}

/** A tenant whose tables are older than files has none. */
async function hasFiles(trx: Kysely<ControlTables>, schema: string): Promise<boolean> {
  const { rows } = await sql<{ there: boolean }>`
    select to_regclass(format('%I._file', ${schema}::text)) is not null as there`.execute(trx)
  return rows[0]?.there === true
}

async function readPage(trx: Kysely<ControlTables>, schema: string, after: string) {
  const { rows } = await sql<{ id: string; size: string; sha256: string }>`
    select id, size::text as size, sha256 from ${sql.id(schema, '_file')}
    where id > ${after}::uuid and facts is not null and sha256 is not null order by id limit ${PAGE}`.execute(trx)
  return rows
}
