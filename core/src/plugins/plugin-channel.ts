import type { LiveMessage } from '@tenon/sdk/contract/record-event'
import { type Kysely, sql } from 'kysely'
import type { TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { LIVE_CHANNEL } from '../events/channels.ts'

const PLUGIN_CHANNEL = 'tenon_plugins'

/** What all processes must hear of that comes without a new model version. */
export interface PluginNews {
  schema: string
  tenantId: string
  plugin: string
  /** `changed`: settings or grants. `secret`: a secret was set or cleared. `resumed`: its hooks may be called again. */
  what: 'changed' | 'secret' | 'resumed' | 'alert'
}

/** Tells all processes, and admins who look at the studio, when the transaction commits. */
export async function tellOfPlugin(
  db: Kysely<TenantTables>,
  tenant: TenantRef,
  { plugin, what }: Pick<PluginNews, 'plugin' | 'what'>,
): Promise<void> {
  const { schema } = tenant
  const news: PluginNews = { schema, tenantId: tenant.id, plugin, what }
  const message: LiveMessage = { type: 'plugins.changed' }
  const notices = [
    sql`pg_notify(${PLUGIN_CHANNEL}, ${JSON.stringify(news)})`,
    sql`pg_notify(${LIVE_CHANNEL}, ${JSON.stringify({ schema, message })})`,
  ]
  await sql`select ${sql.join(notices)}`.execute(db)
}

/** Resolves to the function that stops it. Messages can be lost while a connection is away. */
export function listenForPlugins(
  database: Pick<Database, 'listen'>,
  onNews: (news: PluginNews) => void,
): Promise<() => Promise<void>> {
  return database.listen(PLUGIN_CHANNEL, (payload) => onNews(JSON.parse(payload) as PluginNews))
}
