import { parseArgs } from 'node:util'
import { textIn } from '@tenon/sdk/contract/locale'
import type { PluginSecretInfo } from '@tenon/sdk/contract/plugins-api'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { readHiddenLine } from './read-hidden-line.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

const OPTIONS = { tenant: { type: 'string' } } as const

/** The value never stands on the command line, where other processes and the shell's history would see it. */
export const setSecretCommand: Command = {
  usage: 'plugin secret set <id> <name> --tenant <short-name> < value',
  summary: {
    en: "Sets a plugin's secret; the value is asked for, or read from standard input.",
    'zh-CN': '设置插件的密钥；值会提示输入，或从标准输入读取。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [id, name, ...more] = positionals
    const slug = values.tenant
    if (id === undefined || name === undefined || slug === undefined || more.length > 0) return wrongUsage(this)
    const value = await readHiddenLine(
      spoken({ en: `Value of '${name}' for ${id}: `, 'zh-CN': `${id} 的“${name}”的值：` }),
    )
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      await tenon.services.plugins.setSecret(ctx, { id, name, value })
      print({ en: `'${name}' of ${id} is set in '${slug}'.`, 'zh-CN': `已在“${slug}”设置 ${id} 的“${name}”。` })
      return 0
    })
  },
}

export const clearSecretCommand: Command = {
  usage: 'plugin secret clear <id> <name> --tenant <short-name>',
  summary: { en: "Deletes a plugin's secret.", 'zh-CN': '删除插件的密钥。' },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [id, name] = positionals
    const slug = values.tenant
    if (id === undefined || name === undefined || slug === undefined) return wrongUsage(this)
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      await tenon.services.plugins.clearSecret(ctx, { id, name })
      print({
        en: `'${name}' of ${id} is not set in '${slug}'.`,
        'zh-CN': `“${slug}”中 ${id} 的“${name}”现未设置。`,
      })
      return 0
    })
  },
}

export const listSecretsCommand: Command = {
  usage: 'plugin secret list <id> --tenant <short-name>',
  summary: {
    en: "Lists a plugin's secrets: which are set, when and by whom; never a value.",
    'zh-CN': '列出插件的密钥：哪些已设置、何时、由谁设置；从不显示值。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({ args, allowPositionals: true, options: OPTIONS })
    const [id] = positionals
    const slug = values.tenant
    if (id === undefined || slug === undefined) return wrongUsage(this)
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      const secrets = await tenon.services.plugins.secrets(ctx, { id })
      const none = () => spoken({ en: `${id} has no secrets.`, 'zh-CN': `${id} 没有密钥。` })
      process.stdout.write(`${secrets.length === 0 ? none() : secrets.map(describe).join('\n')}\n`)
      return 0
    })
  },
}

function describe({ name, label, hosts, set, unused, unreadable }: PluginSecretInfo): string {
  const given = spoken(
    set === null
      ? { en: 'not set', 'zh-CN': '未设置' }
      : { en: `set ${set.at} by ${set.by}`, 'zh-CN': `由 ${set.by} 于 ${set.at} 设置` },
  )
  const lost = {
    en: `${given}, cannot be read under this TENON_SECRET: set it again`,
    'zh-CN': `${given}，用现在的 TENON_SECRET 无法读取：请重新设置`,
  }
  const use = unused
    ? { en: 'not used by this version', 'zh-CN': '此版本不使用它' }
    : { en: `${label.en}, for ${hosts.join(', ')}`, 'zh-CN': `${textIn(label, 'zh-CN')}，用于 ${hosts.join('、')}` }
  return `${name}  ${unreadable ? spoken(lost) : given}  ${spoken(use)}`
}
