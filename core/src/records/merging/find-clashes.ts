import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField } from '../../model/compiled-model.ts'
import { caseFoldSql } from '../../model/field-types/case-fold.ts'
import { idArray, namesOneOf } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, tableOf } from '../record-scope.ts'
import { mappedReference, type Replacements } from './mapped-reference.ts'

export interface Referring {
  /** The entity whose records refer to those that go, and its fields that do. */
  entity: CompiledEntity
  fields: readonly CompiledField[]
  /** The entity of the records that go. */
  target: string
  replacements: Replacements
}

/**
 * Live records that would have the same values in what must be unique as another one once their references lead to the
 * records that stay: each by the other one.
 */
export async function findClashes(trx: Queryable, scope: RecordScope, referring: Referring): Promise<Replacements> {
  const { entity, fields } = referring
  const clashes = new Map<string, string>()
  for (const { members, folded } of uniqueKeys(entity)) {
    const own = fields.filter((field) => members.includes(field))
    if (own.length === 0) continue
    for (const { id, winner } of await sameRows(trx, scope, { ...referring, own, members, folded })) {
      // One clash is enough for a record to go, and whoever goes takes nobody's place.
      if (!clashes.has(id) && !clashes.has(winner)) clashes.set(id, winner)
    }
  }
  return clashes
}

interface UniqueKey {
  members: readonly CompiledField[]
  folded: readonly CompiledField[]
}

function uniqueKeys({ fields, uniqueGroups }: CompiledEntity): UniqueKey[] {
  const alone = [...fields.values()].filter(({ schema, columns }) => schema.unique === true && columns.length > 0)
  return [
    ...alone.map((field) => ({ members: [field], folded: [] })),
    ...uniqueGroups.map((group) => ({ members: group.fields, folded: group.folded })),
  ]
}

async function sameRows(
  trx: Queryable,
  { ctx }: RecordScope,
  { entity, own, members, folded, target, replacements }: Referring & UniqueKey & { own: readonly CompiledField[] },
): Promise<Array<{ id: string; winner: string }>> {
  const keys = members.flatMap((field) => {
    if (own.includes(field)) {
      const mapped = mappedReference(field, { alias: 'r', entity: target, replacements })
      return [mapped, ...field.columns.slice(1).map(({ name }) => sql`${sql.ref(`r.${name}`)}`)]
    }
    return field.columns.map(({ name }): RawBuilder<unknown> => {
      const held = sql`${sql.ref(`r.${name}`)}`
      return folded.includes(field) ? caseFoldSql(held) : held
    })
  })
  const going = [...replacements.keys()]
  const names = (ids: readonly string[]) =>
    sql.join(
      own.map((field) => namesOneOf(field, { entity: { name: target }, ids })),
      sql` or `,
    )
  const named = keys.map((key, index) => sql`${key} as ${sql.id(`k${index}`)}`)
  const columns = keys.map((_, index) => sql.id(`k${index}`))
  const filled = columns.map((column) => sql`${column} is not null`)
  const { rows } = await sql<{ id: string; winner: string }>`
    select id, winner from (
      select id, first_value(id) over (partition by ${sql.join(columns)} order by moves, id) as winner
      from (select r.id, (${names(going)}) as moves, ${sql.join(named)}
        from ${tableOf(ctx, entity)} r
        where r.deleted_at is null and (${names([...going, ...replacements.values()])})
          ${entity.name === target ? sql`and r.id <> all(${idArray(going)})` : sql``}) k
      where ${sql.join(filled, sql` and `)}) w
    where id <> winner order by id`.execute(trx)
  return rows
}
