import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import type {
  PluginPartInput,
  PluginWebhookInfo,
  PluginWebhooksApi,
  RotatedWebhookSecret,
  RotateWebhookSecretInput,
} from '@tenon/sdk/contract/plugin-work'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type Selectable, sql, type UpdateObject } from 'kysely'
import type { AdminTools } from '../access/admin-tools.ts'
import { type AdminChange, insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { canOpen } from '../identity/can-open.ts'
import { inputError } from '../identity/identity-error.ts'
import type { SecretBox } from '../identity/secret-box.ts'
import type { WithContext } from '../identity/with-context.ts'
import { newWebhookSecret, secretProblem } from './webhook-secret.ts'

interface Dependencies extends AdminTools {
  database: Database
  plugins: { get(tenant: TenantRef): Promise<ReadonlyArray<{ package: { manifest: PluginManifest } }>> }
  secretBox: SecretBox
  /** Where the outside world reaches the server, such as `https://crm.example.com`. */
  baseUrl: string
}

type Row = Selectable<TenantTables['_plugin_webhook']>

const KEEP_HOURS = 24

/** Addresses that other systems post to. For admins only. */
export function makePluginWebhooks(dependencies: Dependencies): WithContext<PluginWebhooksApi> {
  const { database, requireAdmin } = dependencies
  return {
    async list(ctx, { plugin } = {}) {
      await requireAdmin(ctx)
      const rows = await database
        .tenant(ctx.tenant.schema)
        .selectFrom('_plugin_webhook')
        .selectAll()
        .$if(plugin !== undefined, (query) => query.where('plugin', '=', plugin ?? ''))
        .orderBy('plugin')
        .orderBy('name')
        .execute()
      return Promise.all(rows.map((row) => toInfo(dependencies, ctx, row)))
    },
    async rotateSecret(ctx, input) {
      await requireAdmin(ctx)
      return rotateSecret(dependencies, ctx, input)
    },
    async setEnabled(ctx, { enabled, ...part }) {
      await requireAdmin(ctx)
      const action = enabled ? 'pluginWebhook.enable' : 'pluginWebhook.disable'
      const row = await change(database, ctx, { part, values: { enabled }, noted: { action, details: {} } })
      return toInfo(dependencies, ctx, row)
    },
  }
}

async function rotateSecret(
  dependencies: Dependencies,
  ctx: RequestContext,
  { plugin, name, secret: given, keepPreviousHours = KEEP_HOURS }: RotateWebhookSecretInput,
): Promise<RotatedWebhookSecret> {
  const { database, secretBox } = dependencies
  const part = { plugin, name }
  const verify = await demandScheme(database, ctx, part)
  const problem = given === undefined ? null : secretProblem(verify, given)
  if (problem !== null) throw inputError(ctx.locale, '/secret', problem)
  const secret = given ?? newWebhookSecret(verify)
  const kept = sql<boolean>`secret is not null and ${keepPreviousHours}::int > 0`
  const values = {
    secret: secretBox.seal(secret),
    previous_secret: sql<string | null>`case when ${kept} then secret end`,
    previous_until: sql<Date | null>`case when ${kept} then now() + make_interval(hours => ${keepPreviousHours}::int) end`,
  }
  const noted = { action: 'pluginWebhook.rotateSecret', details: { keepPreviousHours } }
  const row = await change(database, ctx, { part, values, noted })
  return { ...(await toInfo(dependencies, ctx, row)), secret }
}

/** How the sender proves itself: secrets have different forms. */
async function demandScheme(database: Database, ctx: RequestContext, part: PluginPartInput): Promise<Row['verify']> {
  const row = await database
    .tenant(ctx.tenant.schema)
    .selectFrom('_plugin_webhook')
    .select('verify')
    .where('plugin', '=', part.plugin)
    .where('name', '=', part.name)
    .executeTakeFirst()
  if (row === undefined) throw noWebhook(ctx, part)
  return row.verify
}

interface WebhookChange {
  part: PluginPartInput
  values: UpdateObject<TenantTables, '_plugin_webhook'>
  noted: Pick<AdminChange, 'action' | 'details'>
}

/** With its entry in the audit trail, both or neither. */
function change(database: Database, ctx: RequestContext, { part, values, noted }: WebhookChange): Promise<Row> {
  return database.transaction(ctx.tenant.schema, async (trx) => {
    const row = await trx
      .updateTable('_plugin_webhook')
      .set(values)
      .where('plugin', '=', part.plugin)
      .where('name', '=', part.name)
      .returningAll()
      .executeTakeFirst()
    if (row === undefined) throw noWebhook(ctx, part)
    await insertAdminAudit(trx, ctx, { ...noted, id: idOf(part) })
    return row
  })
}

async function toInfo(
  { plugins, baseUrl, secretBox }: Dependencies,
  { tenant }: RequestContext,
  row: Row,
): Promise<PluginWebhookInfo> {
  const { plugin, name, verify, prefix, mode, enabled } = row
  const installed = (await plugins.get(tenant)).find((one) => one.package.manifest.id === plugin)
  const declared = installed?.package.manifest.webhooks?.find((one) => one.name === name)
  const until = row.previous_until
  return {
    plugin,
    name,
    label: declared?.label ?? { en: name },
    address: `${baseUrl}/hooks/${tenant.slug}/${plugin}/${name}`,
    verify,
    header: verify === 'standardWebhooks' ? null : row.header,
    prefix,
    mode,
    enabled,
    // What cannot be read proves nobody: it is as if there were none.
    hasSecret: row.secret !== null && canOpen(secretBox, row.secret),
    previousUntil: until !== null && until.getTime() > Date.now() ? until.toISOString() : null,
    lastReceivedAt: row.last_received_at?.toISOString() ?? null,
  }
}

function idOf({ plugin, name }: PluginPartInput): string {
  return `${plugin}.${name}`
}

function noWebhook({ locale }: RequestContext, { plugin, name }: PluginPartInput): TenonError {
  const text: LocalizedText = {
    en: `There is no webhook '${name}' of a plugin '${plugin}'.`,
    'zh-CN': `插件“${plugin}”没有网络回调“${name}”。`,
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(text, locale) })
}
