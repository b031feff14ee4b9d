import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'

/** What a field that starts with the moment of creation has when the form opens: the reader's own day and clock. */
export function momentOf({ fieldType, defaultTo }: FieldSchema, at: Date = new Date()): string | undefined {
  if (defaultTo !== 'now') return undefined
  if (fieldType === 'dateTime') return at.toISOString()
  const local = new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString()
  if (fieldType === 'time') return local.slice(11, 16)
  return fieldType === 'yearMonth' ? local.slice(0, 7) : local.slice(0, 10)
}
