import { isDeepStrictEqual } from 'node:util'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { PluginSettings, PluginsApi } from '@tenon/sdk/contract/plugins-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import { insertAdminAudit } from '../audit/insert-admin-audit.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import type { WithContext } from '../identity/with-context.ts'
import { effectiveSettings } from './effective-settings.ts'
import { maskedSettings } from './masked-settings.ts'
import { tellOfPlugin } from './plugin-channel.ts'
import type { PluginStore } from './plugin-store.ts'
import { type PluginRow, readPluginRow } from './read-plugin-row.ts'
import { settingsToStore } from './settings-to-store.ts'

export type PluginSettingsVerbs = WithContext<Pick<PluginsApi, 'settings' | 'saveSettings'>>

/** What an admin sets for a plugin. That the actor may do this is for the caller to check. */
export function makePluginSettings({
  database,
  plugins,
}: {
  database: Database
  plugins: Pick<PluginStore, 'invalidate'>
}): PluginSettingsVerbs {
  return {
    async settings(ctx, { id }) {
      return shown(await readPluginRow(database.tenant(ctx.tenant.schema), ctx, { id }), ctx)
    },
    async saveSettings(ctx, { id, values, revision }) {
      const saved = await database.transaction(ctx.tenant.schema, async (trx) => {
        const row = await readPluginRow(trx, ctx, { id, lock: true })
        if (row.settingsRevision !== revision) throw changedMeanwhile(ctx)
        return saveChange(trx, ctx, { id, row, values })
      })
      plugins.invalidate(ctx.tenant)
      return shown(saved, ctx)
    },
  }
}

function shown({ manifest, settings, settingsRevision }: PluginRow, { locale }: RequestContext): PluginSettings {
  return {
    form: manifest.settings ?? null,
    ...effectiveSettings(manifest.settings, settings, locale),
    revision: settingsRevision,
  }
}

async function saveChange(
  trx: Kysely<TenantTables>,
  ctx: RequestContext,
  { id, row, values }: { id: string; row: PluginRow; values: JsonObject },
): Promise<PluginRow> {
  const form = row.manifest.settings
  const given = settingsToStore(form, values, { locale: ctx.locale, pointer: '/values' })
  const { leftovers } = effectiveSettings(form, row.settings, ctx.locale)
  const settings = { ...leftovers, ...given }
  if (isDeepStrictEqual(settings, row.settings)) return row
  const settingsRevision = row.settingsRevision + 1
  await trx
    .updateTable('_plugin')
    .set({ settings: JSON.stringify(settings), revision: row.revision + 1, settings_revision: settingsRevision })
    .where('id', '=', id)
    .execute()
  const details = { before: maskedSettings(form, row.settings), after: maskedSettings(form, settings) }
  await insertAdminAudit(trx, ctx, { action: 'plugin.settings', id, details })
  await tellOfPlugin(trx, ctx.tenant, { plugin: id, what: 'changed' })
  return { ...row, settings, settingsRevision }
}

function changedMeanwhile({ locale }: RequestContext): TenonError {
  const message = {
    en: 'Somebody else has changed this plugin since you looked at it: look at it as it is now, then save again.',
    'zh-CN': '在您查看之后，他人已更改此插件：请查看当前内容后再保存。',
  }
  return new TenonError({ code: 'VERSION_CONFLICT', message: textIn(message, locale) })
}
