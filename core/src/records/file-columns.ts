import { type RawBuilder, sql } from 'kysely'
import { actorReference } from '../context/request-context.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { fieldsOfType } from '../model/fields-of-type.ts'
import { type RecordScope, systemTable } from './record-scope.ts'

/** A column of the write that names files. */
export interface FileColumn {
  field: CompiledField
  column: string
}

/** The file and image fields of an entity, or those of these names. */
export function fileColumns({ entity }: Pick<RecordScope, 'entity'>, names?: Iterable<string>): FileColumn[] {
  if (fieldsOfType(entity, 'file').length + fieldsOfType(entity, 'image').length === 0) return []
  const chosen =
    names === undefined ? [...entity.fields.values()] : [...new Set(names)].map((name) => entity.fields.get(name))
  return chosen.flatMap((field) => {
    const column = field?.columns[0]?.name
    const holdsFiles = field?.type === 'file' || field?.type === 'image'
    return field === undefined || column === undefined || !holdsFiles ? [] : [{ field, column }]
  })
}

/** Condition over `_file f`: the actor may let `record` name it in the field. It is the actor's own upload, or was named there before. */
export function isAttachable(
  { ctx }: RecordScope,
  { fieldId, record }: { fieldId: string; record: RawBuilder<unknown> },
): RawBuilder<boolean> {
  return sql<boolean>`(f.facts is not null and f.field_id = ${fieldId}::text and (f.record_id = ${record}
    or (f.record_id is null and f.uploaded_by = ${actorReference(ctx.actor)}::text)))`
}

/**
 * CTEs that hold the files that `input` names until the write commits, and the rows that keep the write from happening:
 * one for each file that may not be named, whose facts are not those of the store, or that two records want. Of two writers who
 * want the same upload the second waits here and then finds it taken.
 */
export function fileLocks(
  scope: RecordScope,
  columns: readonly FileColumn[],
): { ctes: RawBuilder<unknown>[]; gaps: RawBuilder<unknown>[] } {
  const ctes = columns.map(({ field, column }, index) => {
    const named = sql`select i._id, (e ->> 'id')::uuid as file from input i, jsonb_array_elements(${sql.ref(`i.${column}`)}) e`
    const attachable = isAttachable(scope, { fieldId: field.id, record: sql`x._id` })
    return sql`${sql.id(`file_${index}`)} as materialized (
      select f.id, f.facts, x._id as record from ${systemTable(scope.ctx, '_file')} f join (${named}) x on x.file = f.id
      where ${attachable} for update of f)`
  })
  const gaps = columns.flatMap(({ column }, index) => {
    const held = sql.id(`file_${index}`)
    return [
      sql`select 1 from input i, jsonb_array_elements(${sql.ref(`i.${column}`)}) e
        where not exists (select 1 from ${held} f where f.record = i._id and f.facts = e)`,
      sql`select 1 from ${held} group by id having count(*) > 1`,
    ]
  })
  return { ctes, gaps }
}

/** CTEs that write down which record each file belongs to now, and since when a file is named no more. */
export function keepFiles(scope: RecordScope, columns: readonly FileColumn[]): RawBuilder<unknown>[] {
  const table = systemTable(scope.ctx, '_file')
  return columns.flatMap(({ field }, index) => {
    const held = sql.id(`file_${index}`)
    return [
      sql`${sql.id(`file_kept_${index}`)} as (
        update ${table} f set record_id = r.id, detached_at = null from ${held} x join changed r on r.id = x.record
        where f.id = x.id and (f.record_id is null or f.detached_at is not null))`,
      sql`${sql.id(`file_left_${index}`)} as (
        update ${table} f set detached_at = now() from changed r
        where f.record_id = r.id and f.field_id = ${field.id}::text and f.detached_at is null
          and not exists (select 1 from ${held} x where x.id = f.id))`,
    ]
  })
}
