import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'

/** A merge that can be taken back. */
export interface StoredMerge {
  id: string
  kept: { id: string; version: number }
  /** What the merge changed of the record that stayed; nothing where that was erased. */
  changes: Record<string, { old: JsonValue; new: JsonValue }>
  /** All that went, in the order of its going. */
  records: MergedRow[]
}

interface MergedRow {
  wave: number
  entity: string
  id: string
  /** Whether it is in the trash by this merge, and not removed or back by other means. */
  trashed: boolean
}

interface Row {
  kept_id: string
  undone: boolean
  version: number | null
  live: boolean | null
  changes: JsonObject | null
  records: MergedRow[]
}

/** @throws TenonError NOT_FOUND, CONFLICT where it was taken back already or the record that stayed is deleted */
export async function readMerge(database: Database, scope: RecordScope, id: string): Promise<StoredMerge> {
  const { ctx, entity } = scope
  const table = (name: string) => systemTable(ctx, name)
  const { rows } = await sql<Row>`
    select m.kept_id, m.undone_at is not null as undone, k.version, k.deleted_at is null as live,
      (select a.changes from ${table('_audit')} a where a.entity = m.entity and a.record_id = m.kept_id
        and a.version = m.kept_version and a.action = 'update' limit 1) as changes,
      (select coalesce(jsonb_agg(jsonb_build_object('wave', g.wave, 'entity', g.entity, 'id', g.record_id,
          'trashed', t.record_id is not null) order by g.wave, g.record_id), '[]')
        from ${table('_merged_record')} g
        left join ${table('_trash')} t on t.record_id = g.record_id and t.merge_id = m.id
        where g.merge_id = m.id) as records
    from ${table('_merge')} m left join ${tableOf(ctx, entity)} k on k.id = m.kept_id
    where m.id = ${id}::uuid and m.entity = ${entity.name}::text`.execute(database.tenant(ctx.tenant.schema))
  const [row] = rows
  if (row === undefined || row.version === null) throw refusal(scope, 'NOT_FOUND', UNKNOWN)
  if (row.undone) throw refusal(scope, 'CONFLICT', UNDONE)
  if (row.live !== true) throw refusal(scope, 'CONFLICT', DELETED)
  const changes = (row.changes ?? {}) as StoredMerge['changes']
  return { id, kept: { id: row.kept_id, version: row.version }, changes, records: row.records }
}

export const UNDONE: LocalizedText = {
  en: 'This merge was undone already.',
  'zh-CN': '此合并已撤销。',
}
const UNKNOWN: LocalizedText = { en: 'There is no such merge of these records.', 'zh-CN': '没有这样的合并记录。' }
const DELETED: LocalizedText = {
  en: 'The record that the others were merged into is deleted: restore it first, or undo the merge that it went with.',
  'zh-CN': '合并保留的记录已被删除：请先恢复它，或撤销使其删除的那次合并。',
}

export function refusal({ ctx }: RecordScope, code: 'NOT_FOUND' | 'CONFLICT', text: LocalizedText): TenonError {
  return new TenonError({ code, message: textIn(text, ctx.locale) })
}
