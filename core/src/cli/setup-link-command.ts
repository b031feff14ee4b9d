import { parseArgs } from 'node:util'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { setupAddress } from './setup-address.ts'
import { wrongUsage } from './wrong-usage.ts'

export const setupLinkCommand: Command = {
  usage: 'setup-link --tenant <short-name>',
  summary: {
    en: 'Prints a link, good once and for 24 hours, by which an admin creates their account.',
    'zh-CN': '输出供管理员创建账号的链接，24 小时内可用一次。',
  },
  async run(args) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } })
    if (values.tenant === undefined) return wrongUsage(this)
    const slug = values.tenant
    return withTenon(async (tenon, config) => {
      process.stdout.write(`${await setupAddress(tenon, await findTenant(tenon.database, slug), config.baseUrl)}\n`)
      return 0
    })
  },
}
