import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { type RawBuilder, sql } from 'kysely'

/** Records and fields that go with a plugin. */
export interface LeavingData {
  entities: string[]
  /** Fields of entities that stay. */
  fields: Array<{ entity: string; field: string; id: string }>
}

export function leavingData(before: ModelDocument, after: ModelDocument): LeavingData {
  const entities = Object.keys(before.entities).filter((name) => !Object.hasOwn(after.entities, name))
  const fields = Object.entries(before.entities).flatMap(([entity, { properties }]) => {
    const left = after.entities[entity]?.properties
    if (left === undefined) return []
    const ids = new Set(Object.values(left).map(({ id }) => id))
    return Object.entries(properties)
      .filter(([, { id }]) => !ids.has(id))
      .map(([field, { id = '' }]) => ({ entity, field, id }))
  })
  return { entities, fields }
}

/** Of what publishes have put aside, the plugin's: its records and fields, those of earlier versions too. */
export function isOwnParked({ plugin, data }: { plugin: string; data: LeavingData }): RawBuilder<boolean> {
  const isField = sql<boolean>`(column_name <> '' and (field_id like ${`${likePrefix(plugin)}/%`} or field_id = any(${data.fields.map(({ id }) => id)}::text[])))`
  return sql<boolean>`(${isField} or entity = any(${data.entities}::text[]))`
}

/** Underscores and percent signs stand for themselves. */
export function likePrefix(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&')
}
