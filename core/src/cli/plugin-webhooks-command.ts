import { parseArgs } from 'node:util'
import type { PluginWebhookInfo } from '@tenon/sdk/contract/plugin-work'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { expectedText } from './expected-text.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { spoken } from './spoken.ts'
import { wrongUsage } from './wrong-usage.ts'

export const pluginWebhooksCommand: Command = {
  usage: 'plugin webhooks --tenant <short-name> [--rotate <plugin>.<webhook>]',
  summary: {
    en: 'Lists the addresses that other systems post to; makes a new secret for one, which is shown once.',
    'zh-CN': '列出供其他系统发送数据的地址；可为其中一个生成新密钥，仅显示一次。',
  },
  async run(args) {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args, options: { tenant: text, rotate: text } })
    const { tenant: slug, rotate } = values
    if (slug === undefined) return wrongUsage(this)
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      const { pluginWebhooks } = tenon.services
      if (rotate !== undefined) {
        const known = await pluginWebhooks.list(ctx)
        const part = known.find(({ plugin, name }) => `${plugin}.${name}` === rotate)
        if (part === undefined) throw noWebhook(rotate, known)
        const { plugin, name } = part
        const { address, secret } = await pluginWebhooks.rotateSecret(ctx, { plugin, name })
        process.stdout.write(`${address}\n`)
        print({ en: `  secret, shown this once: ${secret}`, 'zh-CN': `  密钥，仅显示这一次：${secret}` })
        return 0
      }
      const webhooks = await pluginWebhooks.list(ctx)
      if (webhooks.length === 0) print({ en: `'${slug}' has no webhooks.`, 'zh-CN': `“${slug}”没有网络回调。` })
      process.stdout.write(webhooks.map(lineOf).join(''))
      return 0
    })
  },
}

function noWebhook(given: string, known: readonly PluginWebhookInfo[]): TenonError {
  const names = known.map(({ plugin, name }) => `${plugin}.${name}`)
  const expected = expectedText(given, names)
  return operatorError('NOT_FOUND', {
    en: `--rotate: there is no webhook '${given}'; ${expected.en}`,
    'zh-CN': `--rotate：没有网络回调“${given}”；${expected['zh-CN']}`,
  })
}

function lineOf({ plugin, name, address, enabled, hasSecret, lastReceivedAt }: PluginWebhookInfo): string {
  const [on, waiting, off] = [
    { en: 'on', 'zh-CN': '已启用' },
    { en: 'has no secret yet', 'zh-CN': '尚无密钥' },
    { en: 'off', 'zh-CN': '已停用' },
  ] as const
  const state = spoken(enabled ? (hasSecret ? on : waiting) : off)
  const last = spoken({
    en: `${state}, last received: ${lastReceivedAt ?? 'never'}`,
    'zh-CN': `${state}，最近接收：${lastReceivedAt ?? '尚无'}`,
  })
  return `${plugin}.${name}  ${address}  ${last}\n`
}
