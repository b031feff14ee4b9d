import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RoleGrants } from '@tenon/sdk/contract/role-grants'
import { uuidv7 } from 'uuidv7'
import type { RequestContext } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon } from '../../../core/src/create-tenon.ts'
import type { DatabaseKind } from '../../support/open-test-database.ts'
import { testConfig } from '../../support/test-config.ts'
import type { PluginFiles } from '../plugins/write-plugin.ts'
import { STOCK_PLUGIN } from './stock-plugin.ts'

/** `own`: may read all items and change only their own. `reader`: changes none. `blind`: does not see secrets. */
const ROLES: Record<string, RoleGrants> = {
  own: { item: { create: 'all', read: 'all', update: 'own' } },
  reader: { item: { read: 'all' } },
  blind: { item: { read: 'all', update: 'all', fields: { secret: { read: false, write: false } } } },
  narrow: { item: { read: 'own', update: 'own', create: 'all' } },
}

export type StockTenant = Awaited<ReturnType<typeof openStockTenant>>

/** A Tenon with a tenant in which the plugin `stock` is installed, its code in real isolates. */
export async function openStockTenant(kind: DatabaseKind) {
  const tenon = await createTenon(await testConfig(kind))
  const tenant = await tenon.createTenant({ slug: 'stock', name: 'Stock' })
  const system = systemContext(tenant)
  const { folder, remove } = pluginFolder(STOCK_PLUGIN)
  await tenon.installPlugins(system, [await tenon.loadPluginFolder(folder)])
  const db = tenon.database.tenant(tenant.schema)
  for (const [name, grants] of Object.entries(ROLES)) {
    const row = { name, label: JSON.stringify({ en: name }), grants: JSON.stringify(grants) }
    await db.insertInto('_role').values(row).execute()
  }

  async function person(name: string, roles: string[], locale: RequestContext['locale'] = 'en') {
    const id = uuidv7()
    await db
      .insertInto('_user')
      .values({ id, email: `${id}@test.example`, name, roles, team_id: null })
      .execute()
    const ctx: RequestContext = { ...system, actor: { kind: 'user', id, name, roles }, requestId: uuidv7(), locale }
    return ctx
  }

  return {
    tenon,
    tenant,
    system,
    db,
    person,
    actions: tenon.services.actions,
    create: (values: JsonObject, ctx: RequestContext = system): Promise<TenonRecord> =>
      tenon.services.records.create(ctx, { entity: 'item', values }),
    get: (id: string) => tenon.services.records.get(system, { entity: 'item', id }),
    close: async () => {
      remove()
      await tenon.close()
    },
  }
}

/** Writes a plugin's files into a folder of their own. */
export function pluginFolder(files: PluginFiles): { folder: string; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), 'tenon-stock-'))
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content, null, 2))
  }
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}
