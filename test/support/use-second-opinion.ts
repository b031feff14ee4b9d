import pg from 'pg'
import { afterAll, beforeAll, inject } from 'vitest'

export type Row = Record<string, string | null>

/** Asks the suite's PostgreSQL, as a second opinion: one statement over arrays of cases, one row of texts per case. */
export function useSecondOpinion(): (statement: string, columns: readonly unknown[][]) => Promise<Row[]> {
  let client: pg.Client
  beforeAll(async () => {
    client = new pg.Client({ connectionString: inject('postgresUrl') })
    await client.connect()
  })
  afterAll(() => client.end())
  return async (statement, columns) => (await client.query<Row>(statement, [...columns])).rows
}
