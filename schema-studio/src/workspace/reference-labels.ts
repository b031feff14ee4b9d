import type { HistoryEntry } from '@tenon/sdk/contract/api-contract'
import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { AppServices } from '../app/app-services.ts'
import { recordTitle } from '../app/record-title.ts'

const MOST_IDS = 100

/**
 * Titles of the records that a history names by id, so that no id stands in front of a person.
 * Records that are gone or hidden from the reader are left out.
 */
export async function referenceLabels(
  { client, model }: AppServices,
  entity: string,
  { history, locale }: { history: HistoryEntry[]; locale: Locale },
): Promise<Record<string, string>> {
  const wanted = idsByEntity(model.entities[entity]?.properties ?? {}, history)
  const labels: Record<string, string> = {}
  await Promise.all(
    [...wanted].map(async ([target, ids]) => {
      const titleField = model.entities[target]?.titleField
      if (!titleField) return
      const where = { field: 'id', op: 'in' as const, value: [...ids].slice(0, MOST_IDS) }
      const input = { entity: target, where, fields: [titleField], limit: MOST_IDS }
      const page = await client.records.find(input).catch(() => ({ records: [] }))
      for (const record of page.records) labels[record.id] = recordTitle(target, record, { model, locale })
    }),
  )
  return labels
}

function idsByEntity(
  fields: Record<string, { reference?: { entity: string } }>,
  history: HistoryEntry[],
): Map<string, Set<string>> {
  const wanted = new Map<string, Set<string>>()
  for (const { changes } of history) {
    for (const [name, change] of Object.entries(changes)) {
      const target = fields[name]?.reference?.entity
      for (const one of [change.old, change.new].flat()) {
        const { entity, id } = typeof one === 'string' ? { entity: target, id: one } : namedBy(one)
        if (entity !== undefined && id !== undefined) wanted.set(entity, new Set([...(wanted.get(entity) ?? []), id]))
      }
    }
  }
  return wanted
}

function namedBy(value: JsonValue | undefined): { entity?: string; id?: string } {
  const { entity, id } = (value ?? {}) as Partial<RecordReference>
  return typeof entity === 'string' && typeof id === 'string' ? { entity, id } : {}
}
