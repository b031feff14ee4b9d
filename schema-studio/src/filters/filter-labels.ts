import type { TenonClient } from '@tenon/sdk/client'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { RecordFilter } from '@tenon/sdk/contract/query'
import { tagBook } from '@tenon/web-components/value/tag-book'
import { recordTitle } from '../app/record-title.ts'
import { translate } from '../locales/translate.ts'
import { childEntity, type FilterEntity, fieldAt, tagsEntity } from './filter-fields.ts'

const MOST_IDS = 200

/** Entity → ids that a filter's values name. */
type NamedRecords = Map<string, Set<string>>

/** No entity is called so. */
const TAGS = '$tags'

/** What the records and tags are called that a filter names: id → title, empty for records that are gone or that the actor may not see. */
export async function readFilterLabels(
  client: TenonClient,
  place: FilterEntity,
  filter: RecordFilter,
): Promise<Record<string, string>> {
  const named: NamedRecords = new Map()
  collectNamed(place, filter, named)
  const pages = await Promise.all(
    [...named].map(async ([entity, ids]) => {
      if (entity === TAGS) return tagNames(client, [...ids].slice(0, MOST_IDS), place.locale)
      const title = place.model.entities[entity]?.titleField
      if (title === undefined) return []
      const where = { field: 'id', op: 'in' as const, value: [...ids].slice(0, MOST_IDS) }
      const page = await client.records.find({ entity, where, fields: [title], limit: MOST_IDS }).catch(() => null)
      const titles = (page?.records ?? []).map((record) => [record.id, recordTitle(entity, record, place)] as const)
      return [...where.value.map((id) => [id, ''] as const), ...titles]
    }),
  )
  return Object.fromEntries(pages.flat())
}

async function tagNames(client: TenonClient, ids: string[], locale: Locale) {
  const book = tagBook(client)
  await book.read(ids)
  const nameOf = (id: string) => (book.get(id) === null ? translate(locale, 'tagGone') : (book.get(id)?.name ?? ''))
  return ids.map((id) => [id, nameOf(id)] as const)
}

function collectNamed(place: FilterEntity, filter: RecordFilter, named: NamedRecords): void {
  if ('and' in filter || 'or' in filter) {
    for (const part of 'and' in filter ? filter.and : filter.or) collectNamed(place, part, named)
  } else if ('not' in filter) collectNamed(place, filter.not, named)
  else if ('children' in filter) {
    const entity = childEntity(place, filter.children)
    const inner =
      'any' in filter ? filter.any : 'none' in filter ? filter.none : 'all' in filter ? filter.all : filter.where
    if (entity !== null && inner !== undefined) collectNamed({ ...place, entity }, inner, named)
  } else {
    const field = fieldAt(place, filter.field)
    const isTags = tagsEntity(place, filter.field) !== null
    const isReference = field?.fieldType === 'reference' || field?.fieldType === 'multiReference'
    const target = isTags ? TAGS : isReference ? field.reference?.entity : undefined
    if (target === undefined) return
    const ids = (Array.isArray(filter.value) ? filter.value : [filter.value]).filter((id) => typeof id === 'string')
    named.set(target, new Set([...(named.get(target) ?? []), ...ids]))
  }
}
