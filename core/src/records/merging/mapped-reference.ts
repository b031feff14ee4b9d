import { type RawBuilder, sql } from 'kysely'
import type { CompiledField } from '../../model/compiled-model.ts'
import { isIdList } from '../../model/field-link.ts'
import { idArray } from '../find-followers.ts'

/** Records of one entity that go, each by the one that takes its place. */
export type Replacements = ReadonlyMap<string, string>

/** The column of a reference field that holds ids. */
export function idColumn(field: CompiledField): string {
  const [column] = field.columns
  if (column === undefined) throw new Error(`'${field.name}' names records but has no column.`)
  return column.name
}

/** Whether the field of the row at the alias can name records of the entity: one of several kinds says so beside its id. */
function isAbout(field: CompiledField, alias: string, entity: string): RawBuilder<boolean> {
  const [, of] = field.columns
  if (field.type !== 'anyReference' || of === undefined) return sql<boolean>`true`
  return sql<boolean>`${sql.ref(`${alias}.${of.name}`)} = ${entity}::text`
}

interface Mapping {
  alias: string
  /** The entity of the records that are replaced. */
  entity: string
  replacements: Replacements
}

/** What the field of the row at the alias names once each record that goes is replaced; a list has nothing twice, in its order. */
export function mappedReference(field: CompiledField, { alias, entity, replacements }: Mapping): RawBuilder<unknown> {
  const held = sql.ref(`${alias}.${idColumn(field)}`)
  const map = sql`${JSON.stringify(Object.fromEntries(replacements))}::jsonb`
  const mapped = (id: RawBuilder<unknown>) => sql`coalesce((${map} ->> ${id}::text)::uuid, ${id})`
  if (!isIdList(field)) {
    return sql`case when ${isAbout(field, alias, entity)} then ${mapped(sql`${held}`)} else ${held} end`
  }
  return sql`case when ${held} && ${idArray([...replacements.keys()])} then array(
    select m.one from (select ${mapped(sql`h.one`)} as one, min(h.place) as place
      from unnest(${held}) with ordinality as h(one, place) group by 1) m order by m.place) else ${held} end`
}

/** Ids that the field of the row at the alias holds, as a list. */
export function heldIds(field: CompiledField, alias: string): RawBuilder<unknown> {
  const held = sql.ref(`${alias}.${idColumn(field)}`)
  return isIdList(field) ? sql`${held}` : sql`array[${held}]`
}

/** The same of what `mappedReference` gives. */
export function mappedIds(field: CompiledField, mapping: Mapping): RawBuilder<unknown> {
  const mapped = mappedReference(field, mapping)
  return isIdList(field) ? mapped : sql`array[${mapped}]`
}
