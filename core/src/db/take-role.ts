import pg from 'pg'
import { type Ask, inRoleChange } from './in-role-change.ts'
import type { LoginRights } from './login-rights.ts'

const quote = pg.escapeIdentifier
/** Something in another database of the server still belongs to it. */
const IN_USE = '2BP01'

interface GoingRole {
  schema: string
  role: string
  /** What belongs to the role goes with it; otherwise it belongs to the role that the server has signed in with. */
  withSchema?: boolean
}

/** Takes a tenant's role away, in one transaction. */
export async function takeRole(pool: pg.Pool, { schema, role, withSchema = false }: GoingRole, rights: LoginRights) {
  await inRoleChange(pool, schema, async (ask) => {
    await ask(`grant ${quote(role)} to current_user${rights.hasOptions ? ' with inherit true, set true' : ''}`)
    if (!withSchema) await ask(`reassign owned by ${quote(role)} to ${quote(rights.login)}`)
    await ask(`drop owned by ${quote(role)} cascade`)
    await dropRole(ask, role)
  })
}

async function dropRole(ask: Ask, role: string): Promise<void> {
  await ask('savepoint dropping')
  await ask(`drop role ${quote(role)}`).catch(async (cause: unknown) => {
    if (!(cause instanceof Error && 'code' in cause && cause.code === IN_USE)) throw cause
    await ask('rollback to savepoint dropping')
  })
}
