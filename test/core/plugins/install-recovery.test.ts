import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { createTenant } from '../../../core/src/db/create-tenant.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { startInstallRecovery } from '../../../core/src/plugins/start-install-recovery.ts'
import type { FileStorage } from '../../../core/src/storage/file-storage.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'
import { pluginPackage } from '../model/sample-model.ts'

/** None is to be removed here. */
const NO_FILES = Object.freeze({}) as FileStorage

let database: Database
afterEach(() => database?.close())

/** A tenant with a plugin, whose install has come to its end or not; gives its schema. */
async function leaveInstall(slug: string, { isPending }: { isPending: boolean }): Promise<string> {
  const { id, schema } = await createTenant(database, { slug, name: slug })
  const pending = isPending ? JSON.stringify({ change: 'c', version: 1, previous: null }) : null
  const plugin = { id: 'box', version: '1.0.0', package: JSON.stringify(pluginPackage('box')), grants: [], pending }
  await database.tenant(schema).insertInto('_plugin').values(plugin).execute()
  await database.control.updateTable('tenant').set({ has_plugin_work: true }).where('id', '=', id).execute()
  return schema
}

test('what one tenant’s plugins were left at is settled at a start, whatever another tenant’s fail with', async () => {
  database = await openTestDatabase('pglite')
  for (const slug of ['first', 'second', 'whole']) {
    await leaveInstall(slug, { isPending: slug !== 'whole' })
  }
  const [asked, errors, settled]: [string[], unknown[], string[]] = [[], [], []]
  const settle = async ({ tenant: { slug } }: RequestContext) => {
    asked.push(slug)
    if (slug === 'first') throw new Error('its tables are locked')
    return [{ change: 'c', plugins: ['box 1.0.0'], error: null, left: 0 }]
  }
  const stop = startInstallRecovery({
    database,
    storage: NO_FILES,
    installs: { settle },
    onSettled: ({ tenant }) => settled.push(tenant),
    onError: (error) => errors.push(error),
  })
  await stop()
  expect(asked.sort()).toEqual(['first', 'second'])
  expect(settled).toEqual(['second'])
  expect(errors).toEqual([new Error('its tables are locked')])
})

test('an install that somebody seems to be at, who has just died perhaps, is looked at again soon, until it is settled', async () => {
  database = await openTestDatabase('pglite')
  const schema = await leaveInstall('held', { isPending: true })
  const [settled, errors]: [string[], unknown[]] = [[], []]
  let looks = 0
  const settle = async () => {
    looks += 1
    if (looks < 3) return []
    await database.tenant(schema).updateTable('_plugin').set({ pending: null }).execute()
    return [{ change: 'c', plugins: ['box 1.0.0'], error: null, left: 0 }]
  }
  const stop = startInstallRecovery({
    database,
    storage: NO_FILES,
    installs: { settle },
    onSettled: ({ tenant }) => settled.push(tenant),
    onError: (error) => errors.push(error),
    againMilliseconds: 20,
  })
  await expect.poll(() => settled, { timeout: 20_000 }).toEqual(['held'])
  await sleep(200)
  await stop()
  expect([looks, settled, errors]).toEqual([3, ['held'], []])
})
