import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { Database } from '../../core/src/db/database.ts'
import { openDatabase } from '../../core/src/db/open-database.ts'
import { databaseTemplate } from './database-template.ts'

export const DATABASE_KINDS = ['pglite', 'postgres'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** A database without tenants: in memory on PGlite, a fresh one on the suite's PostgreSQL. */
export async function openTestDatabase(kind: DatabaseKind): Promise<Database> {
  if (kind === 'pglite') return openDatabase({ kind: 'pglite', folder: null, template: await databaseTemplate() })
  return openDatabase({ kind: 'postgres', url: await createPostgresDatabase(), poolSize: 5 })
}

/** URL of a fresh, empty database on the suite's PostgreSQL server; the server goes away with the run. */
export async function createPostgresDatabase(): Promise<string> {
  const url = new URL(inject('postgresUrl'))
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  await client.query(`create database ${client.escapeIdentifier(name)}`)
  await client.end()
  url.pathname = `/${name}`
  return url.href
}
