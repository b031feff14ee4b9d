import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { mergeModel } from '../../../core/src/model/merge-model.ts'
import { DATABASE_KINDS } from '../../support/open-test-database.ts'
import { entity, field, pluginPackage } from '../model/sample-model.ts'
import { openTestRecords } from '../records/open-test-records.ts'

const document = mergeModel([pluginPackage('sample', { entities: [entity('thing', { told: field('longText') })] })], {})

describe.each(DATABASE_KINDS)('events on %s', (kind) => {
  test('of an ordinary record are kept as they are, without being compressed', async () => {
    const tenon = await openTestRecords(kind, document)
    try {
      const admin = tenon.system
      const told = (word: string) => `${word} `.repeat(300)
      const { id } = await tenon.createRecord(admin, { entity: 'thing', values: { name: 'one', told: told('before') } })
      await tenon.updateRecord(admin, { entity: 'thing', id, version: 1, values: { told: told('after') } })
      const { rows } = await sql<{ size: number; compressed: string | null }>`
        select octet_length(before::text) + octet_length(after::text) as size,
          coalesce(pg_column_compression(before), pg_column_compression(after)) as compressed
        from ${sql.id(admin.tenant.schema, '_outbox')} where type = 'record.updated'`.execute(tenon.database.control)
      expect(rows).toEqual([{ size: expect.any(Number), compressed: null }])
      expect(rows[0]?.size).toBeGreaterThan(3_000)
    } finally {
      await tenon.close()
    }
  })
})
