import { isConnectionLost } from '../db/is-connection-lost.ts'

/**
 * Does the work of one tenant after the other. What goes wrong with one is no matter of the others, and is thrown at the end; where it
 * is several, as an AggregateError. Without a database nobody else is tried.
 */
export async function eachSchema(
  schemas: readonly string[],
  work: (schema: string) => Promise<unknown>,
): Promise<void> {
  const failures: unknown[] = []
  for (const schema of schemas) {
    try {
      await work(schema)
    } catch (error) {
      if (isConnectionLost(error)) throw error
      failures.push(error)
    }
  }
  if (failures.length === 1) throw failures[0]
  if (failures.length > 1) throw new AggregateError(failures, `It failed for ${failures.length} tenants`)
}
