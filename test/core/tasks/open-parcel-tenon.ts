import { join } from 'node:path'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import Fastify, { type FastifyInstance } from 'fastify'
import { registerApi } from '../../../core/src/api/register-api.ts'
import type { RequestContext, TenantRef } from '../../../core/src/context/request-context.ts'
import { systemContext } from '../../../core/src/context/system-context.ts'
import { createTenon, type Tenon } from '../../../core/src/create-tenon.ts'
import type { DatabaseKind } from '../../support/open-test-database.ts'
import { testConfig } from '../../support/test-config.ts'

export const PARCEL = join(import.meta.dirname, '../../data/parcel')

export interface ParcelTenon {
  tenon: Tenon
  tenant: TenantRef
  ctx: RequestContext
  /** The real edge, without a port. */
  app: FastifyInstance
  create(values: Record<string, string>): Promise<TenonRecord>
  /** What the plugin's code has written down of its deeds: `code` begins with the name of the deed. */
  notes(deed: string): Promise<TenonRecord[]>
  tasks(): Promise<
    Array<{ id: string; kind: string; name: string; status: string; attempts: number; error: string | null }>
  >
  close(): Promise<void>
}

/** The whole of Tenon with the plugin that does everything later, its background work running. */
export async function openParcelTenon(kind: DatabaseKind): Promise<ParcelTenon> {
  const tenon = await createTenon(await testConfig(kind))
  const tenant = await tenon.createTenant({ slug: 'acme', name: 'Acme' })
  const ctx = systemContext(tenant)
  await tenon.installPlugins(ctx, [await tenon.loadPluginFolder(PARCEL)])
  await tenon.startBackground()
  const app = Fastify({ forceCloseConnections: true })
  await registerApi(app, tenon.api)
  const { records } = tenon.services
  return {
    tenon,
    tenant,
    ctx,
    app,
    create: (values) => records.create(ctx, { entity: 'parcel', values }),
    notes: async (deed) => {
      const where = { field: 'code', op: 'startsWith', value: deed } as const
      return (await records.find(ctx, { entity: 'parcel', where })).records
    },
    tasks: () =>
      tenon.database
        .tenant(tenant.schema)
        .selectFrom('_plugin_task')
        .select(['id', 'kind', 'name', 'status', 'attempts', 'error'])
        .orderBy('created_at')
        .execute(),
    close: async () => {
      await app.close()
      await tenon.close()
    },
  }
}
