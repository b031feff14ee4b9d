import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'

/** What a field that starts with the moment of creation has when the form opens: day and clock of the tenant's zone, as the server's. */
export function momentOf(
  { fieldType, defaultTo }: FieldSchema,
  { timeZone, at = new Date() }: { timeZone: string; at?: Date },
): string | undefined {
  if (defaultTo !== 'now') return undefined
  if (fieldType === 'dateTime') return at.toISOString()
  // Swedish writes 2026-03-31 09:05.
  const local = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short', timeStyle: 'short' }).format(at)
  if (fieldType === 'time') return local.slice(11, 16)
  return fieldType === 'yearMonth' ? local.slice(0, 7) : local.slice(0, 10)
}
