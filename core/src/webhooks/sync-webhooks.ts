import type { PluginManifest, WebhookDeclaration } from '@tenon/sdk/contract/plugin-manifest'
import type { Kysely } from 'kysely'
import type { TenantTables } from '../db/tenant-tables.ts'

/**
 * Brings the rows of a plugin's webhooks in step with its manifest. Secrets and switches stay; a new one has no
 * secret, and refuses everything, until an admin makes one. Rows of webhooks that are gone stay, for `pruneWebhooks`.
 */
export async function syncWebhooks(trx: Kysely<TenantTables>, { id, webhooks = [] }: PluginManifest): Promise<void> {
  if (webhooks.length === 0) return
  const rows = webhooks.map((webhook) => ({
    plugin: id,
    name: webhook.name,
    secret: null,
    ...declaredColumns(webhook),
  }))
  await trx
    .insertInto('_plugin_webhook')
    .values(rows)
    .onConflict((conflict) =>
      conflict.columns(['plugin', 'name']).doUpdateSet((eb) => ({
        verify: eb.ref('excluded.verify'),
        header: eb.ref('excluded.header'),
        prefix: eb.ref('excluded.prefix'),
        mode: eb.ref('excluded.mode'),
      })),
    )
    .execute()
}

/** Takes away the rows of webhooks that a plugin does not declare, their secrets with them; of all where it is gone. */
export async function pruneWebhooks(
  trx: Kysely<TenantTables>,
  { id, webhooks = [] }: Pick<PluginManifest, 'id' | 'webhooks'>,
): Promise<void> {
  const names = webhooks.map(({ name }) => name)
  await trx
    .deleteFrom('_plugin_webhook')
    .where('plugin', '=', id)
    .$if(names.length > 0, (query) => query.where('name', 'not in', names))
    .execute()
}

function declaredColumns({ verify, header, prefix = '', mode = 'queued' }: WebhookDeclaration) {
  const standard = verify === 'token' ? 'authorization' : 'x-signature'
  return { verify, header: header ?? standard, prefix, mode }
}
