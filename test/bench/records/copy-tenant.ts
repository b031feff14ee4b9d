import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { uuidv7 } from 'uuidv7'
import type { TenantRef } from '../../../core/src/context/request-context.ts'
import type { Database } from '../../../core/src/db/database.ts'
import { LAST_TENANT_MIGRATION } from '../../../core/src/db/migrate-tenants.ts'

const run = promisify(execFile)

interface CopyGround {
  database: Database
  /** Of the database. */
  url: string
  /** Folder of `pg_dump`. */
  bin: string
}

/**
 * Makes a function that makes tenants which are like one there is, with all that it has, several times as fast as installing its
 * plugins again: by the statements of a dump, run as the new tenant's role.
 */
export async function makeCopyTenant({ database, url, bin }: CopyGround, schema: string) {
  const dump = ['--schema', schema, '--no-owner', '--no-privileges', '--inserts', url]
  const { stdout } = await run(join(bin, 'pg_dump'), dump, { maxBuffer: 512 * 1024 * 1024 })
  const statements = stdout.replace(/^\\(un)?restrict .*$/gm, '').replace(/^CREATE SCHEMA .*$/gm, '')

  return async (slug: string): Promise<TenantRef> => {
    const tenant = { id: uuidv7(), slug, schema: `t_${slug.replaceAll('-', '_')}` }
    const client = new pg.Client({ connectionString: url })
    await client.connect()
    try {
      await client.query(`create schema ${tenant.schema}`)
      await database.roles.assign(tenant)
      const { rows } = await client.query<{ role: string }>(
        'select nspowner::regrole::text as role from pg_namespace where nspname = $1',
        [tenant.schema],
      )
      const own = statements.replaceAll(`${schema}.`, `${tenant.schema}.`)
      await client.query(`begin; set local role ${rows[0]?.role};\n${own};\ncommit`)
    } finally {
      await client.end()
    }
    const row = { ...tenant, name: slug, migration: LAST_TENANT_MIGRATION, has_plugin_work: true }
    await database.control.insertInto('tenant').values(row).execute()
    return tenant
  }
}
