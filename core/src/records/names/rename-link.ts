import type { JsonValue } from '@tenon/sdk/contract/json-value'

const TEXT = /^(\s*)([^/\s]+)(\s*\/.*)$/s

/** What names a record of one of several entities, as an object or as `entity/id`, with the entity's other name. */
export function renameLink(value: JsonValue | undefined, rename: (entity: string) => string): JsonValue {
  if (value === undefined || value === null) return null
  if (Array.isArray(value)) return value.map((one) => renameLink(one, rename))
  if (typeof value === 'string') {
    const [, before = '', entity, rest = ''] = TEXT.exec(value) ?? []
    return entity === undefined ? value : before + rename(entity) + rest
  }
  if (typeof value !== 'object' || typeof value['entity'] !== 'string') return value
  return { ...value, entity: rename(value['entity']) }
}
