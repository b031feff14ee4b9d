import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { FIELD_TYPE_TABLE } from '../model/field-types/field-type-table.ts'
import { fieldsOfType } from '../model/fields-of-type.ts'
import { type RecordScope, systemTable } from './record-scope.ts'
import { fieldPredicate } from './row-predicate.ts'

/**
 * What a person typed, by name of the field, where it is another text than the number that is stored; null where it is
 * not, or where nobody typed it. It lies in a table of its own, keyed by the field's id: entities' tables stay as the
 * model says, and a renamed, removed or returned field finds its texts again.
 */
export type TypedTexts = Readonly<Record<string, string | null>>

const MAX_LENGTH = 100

/** Of the values that are to be stored, what the caller typed for them; a hook that gave another number typed nothing. */
export function typedTexts(entity: CompiledEntity, given: JsonObject, stored: JsonObject): TypedTexts {
  const written = phoneFields(entity, Object.keys(stored))
  return Object.fromEntries(written.map((field) => [field.name, typedText(field, given, stored)]))
}

function typedText({ name, schema }: CompiledField, given: JsonObject, stored: JsonObject): string | null {
  const typed = given[name]
  if (typeof typed !== 'string' || typed.trim() === stored[name] || typed.length > MAX_LENGTH) return null
  const meant = FIELD_TYPE_TABLE.phone.normalise(typed, schema)
  return 'value' in meant && meant.value !== null && meant.value === stored[name] ? typed.trim() : null
}

function phoneFields(entity: CompiledEntity, names: Iterable<string>): CompiledField[] {
  const phones = fieldsOfType(entity, 'phone')
  if (phones.length === 0) return []
  const asked = new Set(names)
  return phones.filter(({ name }) => asked.has(name))
}

/** `{"$typed": {…}}` of the row `alias`, for the fields of these names; null where there is nothing to tell. */
export function selectTyped(
  { ctx, access, entity }: RecordScope,
  { alias, names }: { alias: string; names: readonly string[] },
): RawBuilder<unknown> | null {
  const fields = phoneFields(entity, names)
  if (fields.length === 0) return null
  const pairs = fields.map(({ id, name }) => {
    const open = fieldPredicate(access, { field: name, right: 'read', alias })
    return sql`(${open === null ? sql`${id}::text` : sql`case when ${open} then ${id}::text end`}, ${name}::text)`
  })
  return sql`(select jsonb_build_object('$typed', jsonb_object_agg(f.name, t.typed))
    from ${systemTable(ctx, '_typed_text')} t join (values ${sql.join(pairs)}) f(id, name) on f.id = t.field_id
    where t.record_id = ${sql.ref(`${alias}.id`)} having count(*) > 0)`
}

interface KeptTexts {
  /** Record id → its texts. */
  rows: ReadonlyArray<{ id: string; typed: TypedTexts }>
}

/** CTEs that keep the texts of the rows that the CTE `changed` really changed, and forget those that hold no more. */
export function keepTyped({ ctx, entity }: RecordScope, { rows }: KeptTexts): RawBuilder<unknown>[] {
  const table = systemTable(ctx, '_typed_text')
  const entries = rows.flatMap(({ id, typed }) =>
    Object.entries(typed).map(([name, text]) => ({
      record_id: id,
      field_id: entity.fields.get(name)?.id,
      typed: text,
    })),
  )
  const list = (kept: boolean) =>
    sql`jsonb_to_recordset(${JSON.stringify(
      entries.filter(({ typed }) => (typed !== null) === kept),
    )}::jsonb) as t(record_id uuid, field_id text, typed text) join changed r on r.id = t.record_id`
  const ctes: RawBuilder<unknown>[] = []
  if (entries.some(({ typed }) => typed !== null)) {
    ctes.push(sql`typed_kept as (
      insert into ${table} (record_id, field_id, typed) select t.record_id, t.field_id, t.typed from ${list(true)}
      on conflict (record_id, field_id) do update set typed = excluded.typed)`)
  }
  if (entries.some(({ typed }) => typed === null)) {
    ctes.push(sql`typed_gone as (
      delete from ${table} gone using (select t.record_id, t.field_id from ${list(false)}) t
      where gone.record_id = t.record_id and gone.field_id = t.field_id)`)
  }
  return ctes
}

/** A record as a statement gives it that itself has kept these texts: it saw the table as it was before. */
export function withTyped(record: TenonRecord, { access }: RecordScope, typed: TypedTexts): TenonRecord {
  const known: Record<string, string> = { ...record.$typed }
  for (const [name, text] of Object.entries(typed)) {
    if (text === null) delete known[name]
    else if (access.canShow(name)) known[name] = text
  }
  const { $typed: _before, ...rest } = record
  return (Object.keys(known).length === 0 ? rest : { ...rest, $typed: known }) as TenonRecord
}
