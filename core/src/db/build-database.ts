import { type Dialect, Kysely, type KyselyPlugin, RawNode, WithSchemaPlugin } from 'kysely'
import { LRUCache } from 'lru-cache'
import type { ControlTables } from './control-tables.ts'
import { CONTROL_SCHEMA, type Database } from './database.ts'
import type { TenantTables } from './tenant-tables.ts'

/** Each takes less than a kB. */
const MOST_ADDRESSED = 5_000

type Driver = Pick<Database, 'kind' | 'execute' | 'listen' | 'close'> & { dialect: Dialect }

/** Puts Kysely and the schemas' addressing on top of a driver. */
export function buildDatabase({ dialect, ...driver }: Driver): Database {
  // The two typings of one connection: which tables exist depends on the schema that a query addresses.
  const tenants = new Kysely<TenantTables>({ dialect })
  const plain = tenants as unknown as Kysely<ControlTables>
  // To make one takes longer than to put most statements together.
  const addressed = new LRUCache<string, Kysely<TenantTables>>({ max: MOST_ADDRESSED })
  const address = (schema: string) => {
    const made = tenants.withPlugin(addressing(schema))
    addressed.set(schema, made)
    return made
  }
  return {
    ...driver,
    control: plain.withPlugin(addressing(CONTROL_SCHEMA)),
    tenant: (schema) => addressed.get(schema) ?? address(schema),
    transaction: (schema, work) => tenants.transaction().execute((trx) => work(trx.withPlugin(addressing(schema)))),
    controlTransaction: (work) =>
      plain.transaction().execute((trx) => work(trx.withPlugin(addressing(CONTROL_SCHEMA)))),
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
