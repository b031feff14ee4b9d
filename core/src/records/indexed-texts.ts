import type { FilterCondition, RecordFilter } from '@tenon/sdk/contract/query'
import type { FilterGround } from './filter-ground.ts'
import type { RecordScope } from './record-scope.ts'
import { type Search, searchedTexts, searchWords } from './search-predicate.ts'

interface IndexedTexts {
  /** What the indexed texts of every record that is looked for contain. */
  words: readonly string[]
  /** Whether nothing else is asked of a record. */
  alone: boolean
}

/** What a list looks for that the search index answers; null where it looks for nothing of the kind. */
export function indexedTexts(
  scope: RecordScope,
  { where, search = '' }: { where?: RecordFilter | undefined; search?: Search | undefined },
  ground: FilterGround,
): IndexedTexts | null {
  const conditions = where === undefined ? [] : conjuncts(where)
  const texts = conditions.flatMap((condition) => indexedText(condition, ground))
  const searched = searchedTexts(scope.access).length === 0 ? [] : searchWords(search, scope.ctx.locale)
  if (texts.length + searched.length === 0) return null
  const alone = texts.length === conditions.length && scope.access.rows('read') === 'all'
  return { words: [...searched, ...texts], alone }
}

/** All of them hold of what the filter selects. */
function conjuncts(filter: RecordFilter): RecordFilter[] {
  return 'and' in filter ? filter.and.flatMap(conjuncts) : [filter]
}

function indexedText(filter: RecordFilter, ground: FilterGround): string[] {
  if (!isTextCondition(filter) || filter.field.includes('.')) return []
  const { field, value } = filter
  return ground.field(field, '/where').mayContain === undefined || value === '' ? [] : [value]
}

function isTextCondition(filter: RecordFilter): filter is FilterCondition & { value: string } {
  if (!('op' in filter) || typeof filter.value !== 'string') return false
  return filter.op === 'contains' || filter.op === 'startsWith'
}
