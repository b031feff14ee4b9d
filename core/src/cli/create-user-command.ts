import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const createUserCommand: Command = {
  usage: 'user create --tenant <short-name> --email <address> --name <name> [--role <role>]… < password',
  summary: 'Creates a user who may sign in; the password is read from standard input.',
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        tenant: { type: 'string' },
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
      },
    })
    const { tenant: slug, email, name } = values
    if (slug === undefined || email === undefined || name === undefined) {
      process.stderr.write(`Usage: tenon ${this.usage}\n`)
      return 2
    }
    const password = (await text(process.stdin)).trim()
    return withTenon(async (tenon) => {
      const tenant = await findTenant(tenon.database, slug)
      await tenon.createUser(tenant, { email, name, password, roles: values.role ?? ['staff'] })
      process.stdout.write(`${name} may now sign in to '${slug}' as ${email}.\n`)
      return 0
    })
  },
}
