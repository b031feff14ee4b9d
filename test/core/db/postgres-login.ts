import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/**
 * URL of an empty database that belongs to a role like those of managed servers: no superuser. It may make roles,
 * unless something else is said.
 */
export async function createDatabaseOfLogin(rights = 'createrole'): Promise<{ url: string; login: string }> {
  const name = `login_${randomUUID().replaceAll('-', '')}`
  const url = new URL(inject('postgresUrl'))
  await run(url.href, `create role ${name} login createdb ${rights} password '${name}'`)
  url.username = name
  url.password = name
  await run(url.href, `create database ${name}`)
  url.pathname = `/${name}`
  return { url: url.href, login: name }
}

/** Runs statements on a connection of their own. */
export async function run<T extends pg.QueryResultRow>(url: string, ...texts: string[]): Promise<T[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    let rows: T[] = []
    for (const text of texts) rows = (await client.query<T>(text)).rows
    return rows
  } finally {
    await client.end()
  }
}

/** PostgreSQL's major version. */
export async function majorOf(url: string): Promise<number> {
  const rows = await run<{ major: number }>(url, `select current_setting('server_version_num')::int / 10000 as major`)
  return rows[0]?.major ?? 0
}
