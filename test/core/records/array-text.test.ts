import fc from 'fast-check'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { arrayText } from '../../../core/src/records/array-text.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('values of a column as the text of an array, on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  async function readBack(text: string, type: string): Promise<unknown[]> {
    const { rows } = await sql<{ value: unknown }>`
      select to_jsonb(u.value) as value from unnest(${text}::text::${sql.raw(type)}[]) with ordinality u(value, n) order by n`.execute(
      database.control,
    )
    return rows.map(({ value }) => value)
  }
  const text = fc.string({ unit: 'grapheme', maxLength: 20 }).filter((value) => !value.includes('\0'))

  test('any texts come back, empty ones and those that look like something else too', async () => {
    const odd = fc.constantFrom('', 'NULL', 'null', '{}', '{"a"}', '\\', '"', ' a ', ',', '\n', '中文')
    await fc.assert(
      fc.asyncProperty(fc.array(fc.option(fc.oneof(text, odd)), { maxLength: 8 }), async (values) => {
        expect(await readBack(arrayText(values, 'text'), 'text')).toEqual(values)
      }),
      { numRuns: 60 },
    )
  })

  test('lists come back as the texts of themselves', async () => {
    const lists = fc.array(fc.option(fc.array(text, { maxLength: 4 })), { maxLength: 5 })
    await fc.assert(
      fc.asyncProperty(lists, async (own) => {
        const found = await readBack(arrayText(own, 'text[]'), 'text')
        for (const [index, list] of own.entries()) {
          const value = found[index]
          expect(value === null ? null : await readBack(String(value), 'text')).toEqual(list)
        }
      }),
      { numRuns: 30 },
    )
  })

  test('numbers, decimals and yes or no come back as they are', async () => {
    expect(await readBack(arrayText([1, null, -5], 'bigint'), 'bigint')).toEqual([1, null, -5])
    expect(await readBack(arrayText(['12.50', 3], 'numeric'), 'numeric')).toEqual([12.5, 3])
    expect(await readBack(arrayText([true, false, null], 'boolean'), 'boolean')).toEqual([true, false, null])
    expect(await readBack(arrayText([], 'uuid'), 'uuid')).toEqual([])
  })
})
