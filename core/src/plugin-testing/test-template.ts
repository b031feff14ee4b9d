import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import manifest from '../../package.json' with { type: 'json' }
import { createTenant } from '../db/create-tenant.ts'
import { keepTemplate } from '../db/keep-template.ts'
import { makeTemplate } from '../db/make-template.ts'
import { addClock } from './fake-clock.ts'

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
        await addClock(database)
        await createTenant(database, { slug: TEST_TENANT, name: 'Test' })
      }),
    ...(folder !== undefined && { folder }),
  })
}

/** Of everything in Tenon that has a say in what the tables look like. */
async function stateOfMakers(): Promise<string> {
  const database = join(import.meta.dirname, '../db')
  const files = globSync('**/*.ts', { cwd: database }).sort()
  const makers = [...files.map((file) => join(database, file)), join(import.meta.dirname, 'fake-clock.ts')]
  const contents = await Promise.all([...makers, import.meta.filename].map((file) => readFile(file, 'utf8')))
  const parts = [manifest.dependencies['@electric-sql/pglite'], ...files, ...contents]
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32)
}
