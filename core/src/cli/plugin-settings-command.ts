import { parseArgs } from 'node:util'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { PluginSettings } from '@tenon/sdk/contract/plugins-api'
import { findTenant } from '../db/find-tenant.ts'
import { cliLocale } from './cli-locale.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { withTenon } from './open-tenon.ts'
import { changedSettings, readSettingOptions } from './setting-option.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

export const pluginSettingsCommand: Command = {
  usage: 'plugin settings <id> --tenant <short-name> [--set <name>=<value>]…',
  summary: {
    en: "Shows a plugin's settings, or changes those that are named; a name without a value goes back to its default.",
    'zh-CN': '显示插件的设置，或更改所指定的设置；只写名称而无值则恢复默认。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, set: { type: 'string', multiple: true } },
    })
    const [id] = positionals
    if (id === undefined || values.tenant === undefined) return wrongUsage(this)
    const slug = values.tenant
    const changes = readSettingOptions(values.set ?? [])
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      const { plugins } = tenon.services
      let settings = await plugins.settings(ctx, { id })
      if (changes.length > 0) {
        const given = changedSettings(settings, changes)
        settings = await plugins.saveSettings(ctx, { id, values: given, revision: settings.revision })
      }
      process.stdout.write(`${describe(id, settings).join('\n')}\n`)
      return settings.problems.length > 0 ? 1 : 0
    })
  },
}

function describe(id: string, { form, values, problems, leftovers }: PluginSettings): string[] {
  const fields = Object.entries(form?.properties ?? {})
  if (fields.length === 0) return [spoken({ en: `'${id}' has no settings.`, 'zh-CN': `“${id}”没有设置。` })]
  const shown = (of: JsonObject, name: string) => (Object.hasOwn(of, name) ? JSON.stringify(of[name]) : '–')
  return [
    ...fields.map(([name, field]) => {
      const value = field.sensitive === true && Object.hasOwn(values, name) ? '•••' : shown(values, name)
      return `${name} = ${value}   ${textIn(field.label, cliLocale())}`
    }),
    ...problems.map(({ message }) => `! ${message}`),
    ...Object.keys(leftovers).map((name) =>
      spoken({
        en: `(${name} is kept from another version, which has such a field.)`,
        'zh-CN': `（${name} 保留自其他版本，那里有这个字段。）`,
      }),
    ),
  ]
}
