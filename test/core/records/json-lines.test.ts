import type { JsonValue } from '@tenon/sdk/contract/json-value'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { jsonLines, ofJsonLines } from '../../../core/src/records/json-lines.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('values of a column of JSON as lines, on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function readBack(values: readonly JsonValue[]): Promise<unknown[]> {
    const { rows } = await sql<{ value: unknown; empty: boolean }>`
      select u.value::jsonb as value, u.value is null as empty
      from unnest(${ofJsonLines(jsonLines(values))}) with ordinality u(value, n) order by n`.execute(database.control)
    for (const { value, empty } of rows) expect(empty).toBe(value === null)
    return rows.map(({ value }) => value)
  }

  test('any JSON comes back, each value in its place', async () => {
    const json = fc.jsonValue({ maxDepth: 3 }).filter((value) => !JSON.stringify(value).includes('u0000'))
    await fc.assert(
      fc.asyncProperty(fc.array(json, { maxLength: 6 }), async (values) => {
        expect(await readBack(values as JsonValue[])).toEqual(JSON.parse(JSON.stringify(values)))
      }),
      { numRuns: 60 },
    )
  })

  test('line ends, texts that look like an empty value, and empty ones keep apart', async () => {
    const values = ['a\nb', '\r\n', 'null', '', null, {}, [], [null], { 'a\n': '\u2028' }, false, 0, '"', '\\n']
    expect(await readBack(values)).toEqual(values)
    expect(await readBack([null])).toEqual([null])
    expect(await readBack([])).toEqual([])
  })
})
