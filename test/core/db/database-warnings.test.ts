import { expect, test } from 'vitest'
import { databaseWarnings } from '../../../core/src/db/database-warnings.ts'
import { openTestDatabase } from '../../support/open-test-database.ts'

test('an operator is told at the start that a database orders texts by code points, and of none that does not', async () => {
  const warnings = await Promise.all(
    (
      [
        ['postgres', {}],
        ['postgres', { icuLocale: 'zh-Hans-u-kr-latn' }],
        ['pglite', {}],
      ] as const
    ).map(async ([kind, order]) => {
      const database = await openTestDatabase(kind, order)
      try {
        return await databaseWarnings(database)
      } finally {
        await database.close()
      }
    }),
  )
  expect(warnings).toEqual([[expect.stringContaining("icu_locale 'zh-Hans-u-kr-latn'")], [], []])
})
