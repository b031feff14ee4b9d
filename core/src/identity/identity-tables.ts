import type { ColumnType, Kysely } from 'kysely'
import type { ControlTables } from '../db/control-tables.ts'
import type { Database } from '../db/database.ts'

type Timestamp = ColumnType<Date, Date | undefined, Date>

/** Tables of better-auth in the control plane, with its own column names. */
interface IdentityTables {
  user: {
    id: string
    name: string
    email: string
    emailVerified: boolean
    image: string | null
    createdAt: Timestamp
    updatedAt: Timestamp
  }
  session: {
    id: string
    token: string
    userId: string
    expiresAt: Timestamp
    ipAddress: string | null
    userAgent: string | null
    createdAt: Timestamp
    updatedAt: Timestamp
  }
  account: {
    id: string
    accountId: string
    providerId: string
    userId: string
    password: string | null
    createdAt: Timestamp
    updatedAt: Timestamp
  }
}

/** The control plane with the sign-in tables, which only this folder knows. */
export type IdentityDatabase = Kysely<ControlTables & IdentityTables>

export function identityOf(database: Pick<Database, 'control'>): IdentityDatabase {
  return database.control as unknown as IdentityDatabase
}
