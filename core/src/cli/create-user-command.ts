import { text } from 'node:stream/consumers'
import { parseArgs } from 'node:util'
import { operatorError } from '../context/operator-error.ts'
import type { TenantRef } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { findTenant } from '../db/find-tenant.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { wrongUsage } from './wrong-usage.ts'

export const createUserCommand: Command = {
  usage:
    'user create --tenant <short-name> --email <address> --name <name> [--role <role>]… [--manager <address>] < password',
  summary: {
    en: 'Creates a user who may sign in; the password is read from standard input.',
    'zh-CN': '新建可以登录的用户；密码从标准输入读取。',
  },
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
    if (slug === undefined || email === undefined || name === undefined) return wrongUsage(this)
    const password = (await text(process.stdin)).trim()
    return withTenon(async (tenon) => {
      const tenant = await findTenant(tenon.database, slug)
      const roles = values.role ?? ['staff']
      const managerId = await findManager(tenon, tenant, values.manager)
      await tenon.services.users.create(commandContext(tenant), { email, name, password, roles, managerId })
      print({
        en: `${name} may now sign in to '${slug}' as ${email}.`,
        'zh-CN': `${name} 现在可以用 ${email} 登录“${slug}”。`,
      })
      return 0
    })
  },
}

/** The person with this e-mail address; null where none is asked for. @throws TenonError VALIDATION_FAILED */
async function findManager(tenon: Tenon, tenant: TenantRef, email: string | undefined): Promise<string | null> {
  if (email === undefined) return null
  const people = await tenon.services.users.list(commandContext(tenant))
  const manager = people.find((person) => person.email === email.trim().toLowerCase())
  if (manager !== undefined) return manager.id
  throw operatorError('VALIDATION_FAILED', {
    en: `'${tenant.slug}' has no user with the address '${email}' to be the manager.`,
    'zh-CN': `“${tenant.slug}”没有地址为“${email}”、可作为上级的用户。`,
  })
}
