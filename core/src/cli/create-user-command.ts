import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { TenantRef } from '../context/request-context.ts'
import { systemContext } from '../context/system-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'

export const createUserCommand: Command = {
  usage:
    'user create --tenant <short-name> --email <address> --name <name> [--role <role>]… [--manager <address>] < password',
  summary: 'Creates a user who may sign in; the password is read from standard input.',
  async run(args) {
    const { values } = parseArgs({
      args,
      options: {
        tenant: { type: 'string' },
        email: { type: 'string' },
        name: { type: 'string' },
        role: { type: 'string', multiple: true },
        manager: { type: 'string' },
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
      const roles = values.role ?? ['staff']
      const managerId = await findManager(tenon, tenant, values.manager)
      await tenon.services.users.create(systemContext(tenant), { email, name, password, roles, managerId })
      process.stdout.write(`${name} may now sign in to '${slug}' as ${email}.\n`)
      return 0
    })
  },
}

/** The person with this e-mail address; null where none is asked for. @throws TenonError VALIDATION_FAILED */
async function findManager(tenon: Tenon, tenant: TenantRef, email: string | undefined): Promise<string | null> {
  if (email === undefined) return null
  const people = await tenon.services.users.list(systemContext(tenant))
  const manager = people.find((person) => person.email === email.trim().toLowerCase())
  if (manager !== undefined) return manager.id
  const message = `'${tenant.slug}' has no user with the address '${email}' to be the manager.`
  throw new TenonError({ code: 'VALIDATION_FAILED', message })
}
