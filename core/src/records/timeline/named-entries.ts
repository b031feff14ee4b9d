import type { AuditEntry } from '@tenon/sdk/contract/audit-api'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { nameStages } from '../names/with-names.ts'

/** Entries with today's names of entities, fields and stages, whatever these were called then. */
export function namedEntries(entries: AuditEntry[], model: CompiledModel): AuditEntry[] {
  const book = nameBook(model)
  if (book.names.isEmpty) return entries
  return entries.map((entry) => {
    if (entry.recordId === null) return entry
    const stage = nameStages({ entity: entry.entity, book })
    const changes = Object.entries(entry.changes).map(([key, change]) => {
      const named = key === 'stage' ? { ...change, old: stage(change.old), new: stage(change.new) } : change
      return [book.names.field(entry.entity, key), named] as const
    })
    return { ...entry, entity: book.names.entity(entry.entity), changes: Object.fromEntries(changes) }
  })
}
