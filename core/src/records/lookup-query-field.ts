import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { DerivedScope } from './derived-scope.ts'
import type { QueryField } from './query-field.ts'
import { tableOf } from './record-scope.ts'
import { rowsInSight } from './rows-in-sight.ts'

export type FindField = (entity: CompiledEntity, name: string) => QueryField | undefined

interface LookupPath {
  /** Entity at which the path begins. */
  entity: string
  path: readonly string[]
  find: FindField
}

/** A field of the live record that references lead to, in the form that it has there. */
export function lookupQueryField(
  scope: DerivedScope,
  { entity, path, find }: LookupPath,
): Pick<QueryField, 'selectJson' | 'comparable' | 'searchText' | 'condition' | 'currency'> {
  type Write = (field: QueryField, alias: string) => RawBuilder<unknown> | null

  function follow(place: { entity: string; index: number; alias: string }, write: Write): RawBuilder<unknown> | null {
    const { alias, index } = place
    const compiled = scope.model.entities.get(place.entity)
    const name = path[index] ?? ''
    const field = compiled && find(compiled, name)
    if (compiled === undefined || field === undefined) throw new Error(`'${place.entity}' has no field '${name}'.`)
    if (index === path.length - 1) return write(field, alias)
    const target = compiled.fields.get(name)?.schema.reference?.entity ?? ''
    const found = scope.model.entities.get(target)
    if (found === undefined) throw new Error(`'${place.entity}.${name}' names no entity.`)
    const row = rowAlias(alias)
    const inner = follow({ entity: target, index: index + 1, alias: row }, write)
    if (inner === null) return null
    return sql`(select ${inner} from ${tableOf(scope.ctx, found)} ${sql.id(row)}
      where ${sql.ref(`${row}.id`)} = ${field.comparable(alias)} and ${sql.ref(`${row}.deleted_at`)} is null
        and ${rowsInSight(scope, target, row)})`
  }

  const written = (alias: string, write: Write) => follow({ entity, index: 0, alias }, write)
  const present = (piece: RawBuilder<unknown> | null) => piece ?? sql`null`
  return {
    selectJson: (alias) => present(written(alias, (field, row) => field.selectJson(row))) as RawBuilder<never>,
    comparable: (alias) => present(written(alias, (field, row) => field.comparable(row))),
    searchText: (alias) => present(written(alias, (field, row) => field.searchText(row))),
    condition: (op, comparison) =>
      written(comparison.alias, (field, alias) =>
        field.condition(op, { ...comparison, alias }),
      ) as RawBuilder<boolean> | null,
    currency: (alias) => written(alias, (field, row) => field.currency(row)),
  }
}

/** Another one than that of any row around it. */
function rowAlias(alias: string): string {
  const [, depth] = /^_l(\d+)$/.exec(alias) ?? []
  return `_l${Number(depth ?? 0) + 1}`
}
