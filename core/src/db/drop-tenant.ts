import type { TenantRef } from '../context/request-context.ts'
import type { Database } from './database.ts'

/** Removes a tenant with all that it has in the database. Its row goes last: a crash before it leaves a tenant that can be removed again. */
export async function dropTenant(database: Database, { id, schema }: TenantRef): Promise<void> {
  await database.roles.drop(schema)
  await database.control.deleteFrom('tenant').where('id', '=', id).execute()
}
