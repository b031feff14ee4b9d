import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { createTenant } from '../db/create-tenant.ts'
import { keepTemplate } from '../db/keep-template.ts'
import { makeTemplate } from '../db/make-template.ts'
import { migrateIdentity } from '../identity/migrate-identity.ts'
import { addClock } from './fake-clock.ts'
import { addSavedRows } from './saved-rows.ts'

const SOURCES = join(import.meta.dirname, '..')
const MAKERS = [
  'db/**/*.ts',
  'identity/migrate-identity.ts',
  'plugin-testing/fake-clock.ts',
  'plugin-testing/saved-rows.ts',
  'plugin-testing/test-template.ts',
]

/** Short name of the tenant that the tests of plugins are run in. */
export const TEST_TENANT = 'test'

/**
 * Files of the database that all plugins' tests begin with: Tenon's own tables, a clock that can be stopped, and a
 * tenant without plugins. Made by the first run, and again after what makes them has changed.
 */
export async function testTemplate(folder?: string): Promise<Blob> {
  return keepTemplate({
    name: `plugin-tests-${await stateOfMakers()}`,
    make: () =>
      makeTemplate(async (database) => {
        await migrateIdentity(database)
        await addClock(database)
        await addSavedRows(database)
        await createTenant(database, { slug: TEST_TENANT, name: 'Test' })
      }),
    ...(folder !== undefined && { folder }),
  })
}

/** Of everything in Tenon that has a say in what the tables look like. */
async function stateOfMakers(): Promise<string> {
  const files = globSync(MAKERS, { cwd: SOURCES }).sort()
  const contents = await Promise.all(files.map((file) => readFile(join(SOURCES, file), 'utf8')))
  const parts = [manifest.dependencies['@electric-sql/pglite'], files, contents]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
