import { parseArgs } from 'node:util'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginSettings } from '@tenon/sdk/contract/plugins-api'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { changedSettings, readSettingOptions } from './setting-option.ts'

export const pluginSettingsCommand: Command = {
  usage: 'plugin settings <id> --tenant <short-name> [--set <name>=<value>]…',
  summary:
    "Shows a plugin's settings, or changes those that are named; a name without a value goes back to its default.",
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: { tenant: { type: 'string' }, set: { type: 'string', multiple: true } },
    })
    const [id] = positionals
    if (id === undefined || values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    const changes = readSettingOptions(values.set ?? [])
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
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
  if (fields.length === 0) return [`'${id}' has no settings.`]
  const shown = (of: JsonObject, name: string) => (Object.hasOwn(of, name) ? JSON.stringify(of[name]) : '–')
  return [
    ...fields.map(([name, field]) => {
      const value = field.sensitive === true && Object.hasOwn(values, name) ? '•••' : shown(values, name)
      return `${name} = ${value}   ${field.label.en}`
    }),
    ...problems.map(({ message }) => `! ${message}`),
    ...Object.keys(leftovers).map((name) => `(${name} is kept from another version, which has such a field.)`),
  ]
}
