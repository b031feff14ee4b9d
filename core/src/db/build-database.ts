import { type Dialect, Kysely, type KyselyPlugin, RawNode, WithSchemaPlugin } from 'kysely'
import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'
import type { ControlTables } from './control-tables.ts'
import { CONTROL_SCHEMA, type Database } from './database.ts'
import { ownListeners } from './own-listeners.ts'
import { type GroupSender, letRunTogether } from './run-together.ts'
import type { TenantTables } from './tenant-tables.ts'
import { makeTenantsInUse, type TenantsInUse } from './tenants-in-use.ts'

/** Each takes ten kB. */
const MOST_ADDRESSED = 5_000

type Driver = Pick<Database, 'kind' | 'roles' | 'execute' | 'listen' | 'hasHeardSince' | 'close'> & {
  dialect: Dialect
  /** Where a tenant's work is done as a role of its own. */
  tenantDialect?: (schema: string) => Dialect
  /** How reads of one moment go out together: those of a tenant, and of the control plane. */
  senderOf?: (schema: string | null) => GroupSender
  inUse?: TenantsInUse
}

/** Puts Kysely and the schemas' addressing on top of a driver. */
export function buildDatabase({
  dialect,
  tenantDialect,
  senderOf,
  inUse = makeTenantsInUse(),
  ...driver
}: Driver): Database {
  // The two typings of one connection: which tables exist depends on the schema that a query addresses.
  const tenants = new Kysely<TenantTables>({ dialect })
  const plain = tenants as unknown as Kysely<ControlTables>
  // To make one takes longer than to put most statements together.
  const addressed = new LRUCache<string, Kysely<TenantTables>>(upTo(MOST_ADDRESSED))
  const address = (schema: string) => {
    const own = tenantDialect === undefined ? tenants : new Kysely<TenantTables>({ dialect: tenantDialect(schema) })
    const made = own.withPlugin(addressing(schema))
    if (senderOf !== undefined) letRunTogether(made, senderOf(schema))
    addressed.set(schema, made)
    return made
  }
  const control = plain.withPlugin(addressing(CONTROL_SCHEMA))
  if (senderOf !== undefined) letRunTogether(control, senderOf(null))
  const tenant = (schema: string) => {
    inUse.note(schema)
    return addressed.get(schema) ?? address(schema)
  }
  inUse.onRest((schemas) => {
    for (const schema of schemas) addressed.delete(schema)
  })
  return {
    ...driver,
    ...ownListeners(driver.listen),
    inUse,
    control,
    tenant,
    transaction: (schema, work) => tenant(schema).transaction().execute(work),
    controlTransaction: (work) =>
      plain.transaction().execute((trx) => work(trx.withPlugin(addressing(CONTROL_SCHEMA)))),
    close: () => {
      inUse.close()
      return driver.close()
    },
  }
}

/**
 * Has the tables of built queries looked for in a schema. A statement that is written as text names its schemas itself,
 * and is left as it is: going through all its parts, to change none, takes longer than all else that is done to it here.
 */
function addressing(schema: string): KyselyPlugin {
  const built = new WithSchemaPlugin(schema)
  return {
    transformQuery: (args) => (RawNode.is(args.node) ? args.node : built.transformQuery(args)),
    transformResult: (args) => built.transformResult(args),
  }
}
