import type { Database } from '../../../core/src/db/database.ts'

/** Calls `hear` with the text of every statement that goes to a tenant's tables, until the returned function is called. */
export function hearStatements(database: Database, hear: (text: string) => void): () => void {
  const original = database.tenant
  const replaced: Database['tenant'] = (schema) => hearing(original.call(database, schema), hear)
  Object.assign(database, { tenant: replaced })
  return () => void Object.assign(database, { tenant: original })
}

/** The same object, and what it gives a statement to. */
function hearing<T extends object>(from: T, hear: (text: string) => void): T {
  return new Proxy(from, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name, target)
      if (typeof value !== 'function') return value
      if (name === 'getExecutor') return () => hearing(value.call(target) as object, hear)
      if (name !== 'executeQuery') return value.bind(target)
      return (query: { sql: string }, ...more: unknown[]) => {
        hear(query.sql)
        return value.call(target, query, ...more)
      }
    },
  })
}
