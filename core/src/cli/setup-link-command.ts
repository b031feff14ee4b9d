import { parseArgs } from 'node:util'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const setupLinkCommand: Command = {
  words: ['setup-link'],
  usage: 'setup-link --tenant <short-name>',
  summary: 'Prints a link, good once and for 24 hours, by which an admin creates their account.',
  async run(args) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } })
    if (values.tenant === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const slug = values.tenant
    return withTenon(async (tenon) => {
      process.stdout.write(`${await tenon.makeSetupLink(await tenon.findTenant(slug))}\n`)
      return 0
    })
  },
}
