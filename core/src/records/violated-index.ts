import type { CompiledEntity, CompiledField, CompiledUniqueGroup } from '../model/compiled-model.ts'
import { entityIndexes } from '../schema-change/entity-indexes.ts'

/** The fields whose values another record has already. */
export interface Violated {
  fields: readonly CompiledField[]
  /** Where they are unique together. */
  group: CompiledUniqueGroup | null
}

/** What a unique violation is about; null for another error, or an index that the model knows nothing of. */
export function violatedIndex(entity: CompiledEntity, cause: unknown): Violated | null {
  if (!(cause instanceof Error && 'code' in cause && cause.code === '23505')) return null
  const name = cause instanceof Error && 'constraint' in cause ? String(cause.constraint) : ''
  const index = entityIndexes(entity).find((candidate) => candidate.name === name)
  if (index === undefined) return byColumns(entity, cause)
  const { owner } = index
  if ('field' in owner) {
    const field = [...entity.fields.values()].find(({ id }) => id === owner.field)
    return field === undefined ? null : { fields: [field], group: null }
  }
  const group = entity.uniqueGroups.find(({ fields }) => columnsOf(fields) === index.keys.join())
  return group === undefined ? null : { fields: group.fields, group }
}

/** The key of a unique violation, as PostgreSQL writes it: `Key (vin)=(WVW1) already exists.` */
export function keyIn(cause: unknown): string | null {
  const detail = cause instanceof Error && 'detail' in cause ? String(cause.detail) : ''
  return /^Key \(.*?\)=\((.*)\) already exists/s.exec(detail)?.[1] ?? null
}

/** An index that is being built for a model to come has another name; PostgreSQL names its key too: `Key (vin)=(W1)`. */
function byColumns(entity: CompiledEntity, cause: unknown): Violated | null {
  const detail = cause instanceof Error && 'detail' in cause ? String(cause.detail) : ''
  const [, key = ''] = /^Key \((.*?)\)=\(/s.exec(detail) ?? []
  const columns: readonly string[] = key.match(/[a-z_][a-z0-9_]*/g) ?? []
  const fields = [...entity.fields.values()].filter((field) => columns.includes(field.columns[0]?.name ?? ''))
  return fields.length === 0 ? null : { fields, group: null }
}

function columnsOf(fields: readonly CompiledField[]): string {
  return fields.flatMap(({ columns }) => columns.map(({ name }) => name)).join()
}
