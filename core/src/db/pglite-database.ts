import type { PGlite } from '@electric-sql/pglite'
import { PGliteDialect } from 'kysely'
import { buildDatabase } from './build-database.ts'
import type { Database } from './database.ts'
import { keepStatements } from './keep-statements.ts'
import { noRoles } from './no-roles.ts'

interface PgliteOptions {
  keepsStatements?: boolean
  /** Called once it is closed. */
  release?: () => void
}

/** The embedded database as Tenon uses it. */
export async function pgliteDatabase(
  pglite: PGlite,
  { keepsStatements = false, release = () => undefined }: PgliteOptions = {},
): Promise<Database> {
  const own = keepsStatements ? await keepStatements(pglite) : pglite
  return buildDatabase({
    kind: 'pglite',
    roles: noRoles(own),
    dialect: new PGliteDialect({ pglite: own }),
    execute: (text, values) => runText(own, text, values),
    listen: (channel, onMessage) => pglite.listen(channel, onMessage),
    // Nothing lies between.
    hasHeardSince: () => true,
    close: async () => {
      await pglite.close()
      release()
    },
  })
}

/** Several statements in one text can only go without bound values: the extended protocol takes one. */
async function runText(
  pglite: Pick<PGlite, 'query' | 'exec'>,
  text: string,
  values?: unknown[],
): Promise<{ rows: unknown[] }> {
  if (values !== undefined && values.length > 0) return pglite.query(text, values)
  const results = await pglite.exec(text)
  return { rows: results.flatMap((result) => result.rows) }
}
