import { join } from 'node:path'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { afterAll, beforeAll, beforeEach } from 'vitest'
import { deriveKey } from '../../../core/src/config/derive-key.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import { makePluginSecrets, type PluginSecrets } from '../../../core/src/plugins/plugin-secrets.ts'
import type { DatabaseKind } from '../../support/open-test-database.ts'
import { temporaryFolder } from '../../support/run-tenon.ts'
import { testConfig } from '../../support/test-config.ts'
import { FLEET_1, FLEET_2, writeFleet } from './fleet-plugin.ts'

export interface AdminBench {
  readonly tenon: Tenon
  /** Another process on the same database; the same one where the database is open in one process only. */
  readonly other: Tenon
  /** What sends secrets, in a process of its own. */
  readonly secrets: PluginSecrets
  /** An admin of a tenant that is empty at the start of each test. */
  readonly ctx: RequestContext
  /** Installs the first version of the fleet plugin with all that it asks for, or another folder's with other answers. */
  install(folder?: string, options?: Parameters<Tenon['installPlugins']>[2]): Promise<unknown>
  /** What was done to plugins, oldest first. */
  audit(): Promise<JsonObject[]>
  /** What the plugin's code in a process is given: its settings, and whether it may read vehicles. */
  seen(process?: Tenon): Promise<string>
}

// Several test files of one process have it in common; it goes with the run's folder.
const { folder: root } = temporaryFolder()
export const V1 = writeFleet(join(root, 'v1'), FLEET_1)
export const V2 = writeFleet(join(root, 'v2'), FLEET_2)
export const fleet = { id: 'fleet' }

/** For the `describe` of one kind of database: opens Tenon, and a tenant for each test. */
export function usePluginAdmin(kind: DatabaseKind): AdminBench {
  let opened: Pick<AdminBench, 'tenon' | 'other' | 'secrets'>
  let ctx: RequestContext
  let count = 0

  beforeAll(async () => {
    const config = await testConfig(kind)
    const tenon = await createTenon(config)
    const secretKey = deriveKey(config.secret, 'plugin-secrets')
    const secrets = makePluginSecrets({ database: tenon.database, secretKey })
    opened = { tenon, secrets, other: kind === 'postgres' ? await createTenon(config) : tenon }
  })
  afterAll(async () => {
    if (opened?.other !== opened?.tenon) await opened?.other.close()
    await opened?.tenon.close()
  })
  beforeEach(async () => {
    count += 1
    const tenant = await opened.tenon.createTenant({ slug: `tenant-${count}`, name: 'Tenant' })
    const actor = { kind: 'user', id: 'u1', name: 'Ada', roles: ['admin'] } as const
    ctx = { ...systemContext(tenant), actor }
  })

  return {
    get tenon() {
      return opened.tenon
    },
    get other() {
      return opened.other
    },
    get secrets() {
      return opened.secrets
    },
    get ctx() {
      return ctx
    },
    install: async (folder = V1, options = { grants: 'all' }) =>
      opened.tenon.installPlugins(ctx, [await opened.tenon.loadPluginFolder(folder)], options),
    async audit() {
      const rows = await opened.tenon.database
        .tenant(ctx.tenant.schema)
        .selectFrom('_audit')
        .select(['action', 'actor', 'changes'])
        .where('entity', 'in', ['plugin', 'pluginSecret'])
        .orderBy('id')
        .execute()
      return rows.map(({ action, actor, changes }) => ({ action, actor, ...changes }))
    },
    async seen(process = opened.tenon) {
      const values = { vin: `V${Math.random()}` }
      const record = await process.services.records.create(ctx, { entity: 'vehicle', values })
      return String(record['note'])
    },
  }
}
