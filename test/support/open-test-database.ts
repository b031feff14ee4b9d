import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'
import type { Database } from '../../core/src/db/database.ts'
import { openDatabase } from '../../core/src/db/open-database.ts'
import { databaseTemplate } from './database-template.ts'

export const DATABASE_KINDS = ['pglite', 'postgres'] as const
export type DatabaseKind = (typeof DATABASE_KINDS)[number]

/** How a database on the suite's PostgreSQL compares texts where nobody says how: as `C`, or as ICU's rules for a language. */
export interface TextOrder {
  icuLocale?: string
}

/** A database without tenants: in memory on PGlite, a fresh one on the suite's PostgreSQL. */
export async function openTestDatabase(kind: DatabaseKind, order: TextOrder = {}): Promise<Database> {
  if (kind === 'pglite') return openDatabase({ kind: 'pglite', folder: null, template: await databaseTemplate() })
  return openDatabase({ kind: 'postgres', url: await createPostgresDatabase(order), poolSize: 5 })
}

/** URL of a fresh, empty database on the suite's PostgreSQL server; the server goes away with the run. */
export async function createPostgresDatabase({ icuLocale }: TextOrder = {}): Promise<string> {
  const url = new URL(inject('postgresUrl'))
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const client = new pg.Client({ connectionString: url.href })
  await client.connect()
  const provider = icuLocale === undefined ? '' : `locale_provider icu icu_locale ${client.escapeLiteral(icuLocale)}`
  const order = provider === '' ? '' : ` template template0 ${provider}`
  await client.query(`create database ${client.escapeIdentifier(name)}${order}`)
  await client.end()
  url.pathname = `/${name}`
  return url.href
}
