import { parseArgs } from 'node:util'
import type { PluginWebhookInfo } from '@tenon/sdk/contract/plugin-work'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { systemContext } from '../context/system-context.ts'
import { findTenant } from '../db/find-tenant.ts'
import { expectedNames } from '../model/expected-names.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const pluginWebhooksCommand: Command = {
  usage: 'plugin webhooks --tenant <short-name> [--rotate <plugin>.<webhook>]',
  summary: 'Lists the addresses that other systems post to; makes a new secret for one, which is shown once.',
  async run(args) {
    const text = { type: 'string' } as const
    const { values } = parseArgs({ args, options: { tenant: text, rotate: text } })
    const { tenant: slug, rotate } = values
    if (slug === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    return withTenon(async (tenon) => {
      const ctx = systemContext(await findTenant(tenon.database, slug))
      const { pluginWebhooks } = tenon.services
      if (rotate !== undefined) {
        const known = await pluginWebhooks.list(ctx)
        const part = known.find(({ plugin, name }) => `${plugin}.${name}` === rotate)
        if (part === undefined) throw noWebhook(rotate, known)
        const { plugin, name } = part
        const { address, secret } = await pluginWebhooks.rotateSecret(ctx, { plugin, name })
        process.stdout.write(`${address}\n  secret, shown this once: ${secret}\n`)
        return 0
      }
      const webhooks = await pluginWebhooks.list(ctx)
      process.stdout.write(webhooks.length === 0 ? `'${slug}' has no webhooks.\n` : webhooks.map(lineOf).join(''))
      return 0
    })
  },
}

function noWebhook(given: string, known: readonly PluginWebhookInfo[]): TenonError {
  const names = known.map(({ plugin, name }) => `${plugin}.${name}`)
  const message = `--rotate: there is no webhook '${given}'; ${expectedNames(given, names).en}.`
  return new TenonError({ code: 'NOT_FOUND', message })
}

function lineOf({ plugin, name, address, enabled, hasSecret, lastReceivedAt }: PluginWebhookInfo): string {
  const state = enabled ? (hasSecret ? 'on' : 'has no secret yet') : 'off'
  return `${plugin}.${name}  ${address}  ${state}, last received: ${lastReceivedAt ?? 'never'}\n`
}
