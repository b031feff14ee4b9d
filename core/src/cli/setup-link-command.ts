import { parseArgs } from 'node:util'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { setupAddress } from './setup-address.ts'

export const setupLinkCommand: Command = {
  usage: 'setup-link --tenant <short-name>',
  summary: 'Prints a link, good once and for 24 hours, by which an admin creates their account.',
  async run(args) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } })
    if (values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon, config) => {
      process.stdout.write(`${await setupAddress(tenon, await findTenant(tenon.database, slug), config.baseUrl)}\n`)
      return 0
    })
  },
}
