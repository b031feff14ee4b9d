import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { sql } from 'kysely'
import { SAMPLE_FILES } from '../model/sample-files.ts'
import { nameOf } from './every-type-bench.ts'
import type { TestRecords } from './open-test-records.ts'

/** The uploads that samples name, as pending ones of an entity's fields: the next record of it may name each of them. */
export async function lendUploads({ database, tenant }: TestRecords, entity: string): Promise<void> {
  for (const type of ['file', 'image'] as const) {
    for (const facts of SAMPLE_FILES[type] as readonly JsonObject[]) {
      const fieldId = `sample/${entity}/${nameOf(type)}`
      await sql`insert into ${sql.id(tenant.schema, '_file')} (id, field_id, entity, uploaded_by, facts, size)
        values (${facts['id']}::uuid, ${fieldId}, ${entity}, 'system', ${JSON.stringify(facts)}::jsonb, ${facts['size']}::bigint)
        on conflict (id) do update set field_id = excluded.field_id, entity = excluded.entity, record_id = null`.execute(
        database.control,
      )
    }
  }
}
