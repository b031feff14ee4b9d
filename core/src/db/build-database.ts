import { type Dialect, Kysely } from 'kysely'
import type { ControlTables } from './control-tables.ts'
import { CONTROL_SCHEMA, type Database } from './database.ts'
import type { TenantTables } from './tenant-tables.ts'

type Driver = Pick<Database, 'kind' | 'execute' | 'listen' | 'close'> & { dialect: Dialect }

/** Puts Kysely and the schemas' addressing on top of a driver. */
export function buildDatabase({ dialect, ...driver }: Driver): Database {
  // The two typings of one connection: which tables exist depends on the schema that a query addresses.
  const tenants = new Kysely<TenantTables>({ dialect })
  const plain = tenants as unknown as Kysely<ControlTables>
  return {
    ...driver,
    control: plain.withSchema(CONTROL_SCHEMA),
    tenant: (schema) => tenants.withSchema(schema),
    transaction: (schema, work) => tenants.transaction().execute((trx) => work(trx.withSchema(schema))),
    controlTransaction: (work) => plain.transaction().execute((trx) => work(trx.withSchema(CONTROL_SCHEMA))),
  }
}
