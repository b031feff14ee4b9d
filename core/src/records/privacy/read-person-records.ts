import { textIn } from '@tenon/sdk/contract/locale'
import type { PersonRecord } from '@tenon/sdk/contract/privacy-api'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity, CompiledField, CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { Queryable } from '../queryable.ts'
import { tableOf } from '../record-scope.ts'
import { holdReasons } from './legal-holds.ts'
import { mergedInto } from './merged-records.ts'
import { linksTo, personEntities } from './person-links.ts'

interface Row {
  id: string
  title: string | null
  deleted: boolean
  held: string | null
  fields: string[] | null
}

export interface WantedRecords {
  entity: CompiledEntity
  /** Over the alias `r`. */
  where: RawBuilder<boolean>
  /** Each field by which a record may have been found, and whether it was. */
  matches: ReadonlyArray<{ field: CompiledField; holds: RawBuilder<boolean> }>
  limit: number
}

/** Records of one entity as somebody who answers a person's request sees them, deleted ones too, whatever roles show. */
export async function readPersonRecords(
  db: Queryable,
  { ctx, model }: { ctx: RequestContext; model: CompiledModel },
  { entity, where, matches, limit }: WantedRecords,
): Promise<PersonRecord[]> {
  const found =
    matches.length === 0
      ? sql`null::text[]`
      : sql`array_remove(array[${sql.join(matches.map(({ field, holds }) => sql`case when ${holds} then ${field.name}::text end`))}], null)`
  const { rows } = await sql<Row>`
    select r.id, ${entity.titleField.titleText('r')} as title, r.deleted_at is not null as deleted, h.reason as held,
      ${found} as fields
    from ${tableOf(ctx, entity)} r left join ${holdReasons(ctx, entity)} h on h.id = r.id
    where ${where} order by r.id limit ${limit}::int`.execute(db)
  const persons = await personsOf(db, { ctx, model }, { entity, ids: rows.map(({ id }) => id) })
  return rows.map((row) => ({
    entity: nameBook(model).names.entity(entity.name),
    entityLabel: textIn(entity.schema.label, ctx.locale),
    ...{ id: row.id, title: row.title ?? '', deleted: row.deleted, held: row.held },
    fields: (row.fields ?? []).map((name) => textIn(entity.fields.get(name)?.schema.label ?? name, ctx.locale)),
    isPerson: entity.schema.subject === true,
    persons: persons.get(row.id) ?? [],
  }))
}

/** The persons that records name, where they are none themselves; of persons that were merged away, those that stayed. */
async function personsOf(
  db: Queryable,
  { ctx, model }: { ctx: RequestContext; model: CompiledModel },
  { entity, ids }: { entity: CompiledEntity; ids: readonly string[] },
): Promise<Map<string, PersonRecord['persons']>> {
  const found = new Map<string, PersonRecord['persons']>()
  if (ids.length === 0) return found
  if (entity.schema.subject === true) return stayedOf(db, { ctx, model }, { entity, ids })
  for (const person of personEntities(model)) {
    for (const { field } of linksTo(model, person).filter((link) => link.entity === entity)) {
      const held = field.comparable('r')
      const named = field.type === 'multiReference' ? sql`p.id = any(${held})` : sql`p.id = ${held}`
      const { rows } = await sql<{ of: string; id: string; title: string | null }>`
        select r.id as of, p.id, ${person.titleField.titleText('p')} as title from ${tableOf(ctx, entity)} r
        join ${tableOf(ctx, person)} p on ${named} where r.id = any(${ids}::uuid[]) limit 200`.execute(db)
      for (const { of, id, title } of rows) {
        const one = { entity: nameBook(model).names.entity(person.name), id, title: title ?? '' }
        found.set(of, [...(found.get(of) ?? []), one])
      }
    }
  }
  return found
}

async function stayedOf(
  db: Queryable,
  { ctx, model }: { ctx: RequestContext; model: CompiledModel },
  { entity, ids }: { entity: CompiledEntity; ids: readonly string[] },
): Promise<Map<string, PersonRecord['persons']>> {
  const into = await mergedInto(db, ctx, { entity, ids })
  if (into.size === 0) return new Map()
  const { rows } = await sql<{ id: string; title: string | null }>`
    select p.id, ${entity.titleField.titleText('p')} as title from ${tableOf(ctx, entity)} p
    where p.id = any(${[...new Set(into.values())]}::uuid[])`.execute(db)
  const named = new Map(rows.map(({ id, title }) => [id, title ?? '']))
  const name = nameBook(model).names.entity(entity.name)
  return new Map([...into].map(([id, stayed]) => [id, [{ entity: name, id: stayed, title: named.get(stayed) ?? '' }]]))
}
