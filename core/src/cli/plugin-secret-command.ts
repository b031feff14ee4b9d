import { parseArgs } from 'node:util'
import type { PluginSecretInfo } from '@tenon/sdk/contract/plugins-api'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { readHiddenLine } from './read-hidden-line.ts'

const OPTIONS = { tenant: { type: 'string' } } as const

/** The value never stands on the command line, where other processes and the shell's history would see it. */
export const setSecretCommand: Command = {
  usage: 'plugin secret set <id> <name> --tenant <short-name> < value',
  summary: "Sets a plugin's secret; the value is asked for, or read from standard input.",
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [id, name, ...more] = positionals
    const slug = values.tenant
    if (id === undefined || name === undefined || slug === undefined || more.length > 0) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const value = await readHiddenLine(`Value of '${name}' for ${id}: `)
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await tenon.services.plugins.setSecret(ctx, { id, name, value })
      process.stdout.write(`'${name}' of ${id} is set in '${slug}'.\n`)
      return 0
    })
  },
}

export const clearSecretCommand: Command = {
  usage: 'plugin secret clear <id> <name> --tenant <short-name>',
  summary: "Deletes a plugin's secret.",
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [id, name] = positionals
    const slug = values.tenant
    if (id === undefined || name === undefined || slug === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      await tenon.services.plugins.clearSecret(ctx, { id, name })
      process.stdout.write(`'${name}' of ${id} is not set in '${slug}'.\n`)
      return 0
    })
  },
}

export const listSecretsCommand: Command = {
  usage: 'plugin secret list <id> --tenant <short-name>',
  summary: "Lists a plugin's secrets: which are set, when and by whom; never a value.",
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [id] = positionals
    const slug = values.tenant
    if (id === undefined || slug === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      const secrets = await tenon.services.plugins.secrets(ctx, { id })
      process.stdout.write(secrets.length === 0 ? `${id} has no secrets.\n` : `${secrets.map(describe).join('\n')}\n`)
      return 0
    })
  },
}

function describe({ name, label, hosts, set, unused, unreadable }: PluginSecretInfo): string {
  const given = set === null ? 'not set' : `set ${set.at} by ${set.by}`
  const state = unreadable ? `${given}, cannot be read under this TENON_SECRET: set it again` : given
  return `${name}  ${state}  ${unused ? 'not used by this version' : `${label.en}, for ${hosts.join(', ')}`}`
}
