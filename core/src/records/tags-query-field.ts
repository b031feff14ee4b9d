import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import { TAGS_COLUMN } from '../model/common-tags.ts'
import { comparedTags } from '../model/tags-value.ts'
import type { QueryField } from './query-field.ts'

const held = (alias: string) => sql.ref(`${alias}.${TAGS_COLUMN}`)

/** The tags that every record can have: not among what a record shows until somebody names them. */
export const TAGS_QUERY_FIELD: QueryField = Object.freeze({
  name: TAGS_FIELD,
  operators: ['has', 'hasAny', 'hasAll', 'isNull'] as const,
  sortable: false,
  neverNull: false,
  sortType: 'uuid[]',
  selectJson: (alias: string) => sql<JsonValue>`to_jsonb(${held(alias)})`,
  selectValue: (alias: string) => held(alias),
  comparable: (alias: string) => held(alias),
  searchText: (alias: string) => sql`array_to_string(${held(alias)}, ' ')`,
  condition: (op, { alias, value, locale }) => {
    if (op !== 'has' && op !== 'hasAny' && op !== 'hasAll') return null
    return tagsHold({ op, alias, ids: checked(op, value, locale) })
  },
  currency: () => null,
  comparisonValue: (value, locale) => sql`cast(${checked('has', value, locale)[0] ?? null} as uuid)`,
} satisfies QueryField)

interface AskedTags {
  op: 'has' | 'hasAny' | 'hasAll'
  alias: string
  ids: readonly string[]
}

/** Both operators say that there are tags, as the index over those rows alone wants to hear it. */
function tagsHold({ op, alias, ids }: AskedTags): RawBuilder<boolean> {
  const list = sql`cast(array[${sql.join(ids.map((id) => sql`${id}`))}] as uuid[])`
  return sql<boolean>`${held(alias)} ${sql.raw(op === 'hasAny' ? '&&' : '@>')} ${list}`
}

function checked(op: AskedTags['op'], value: JsonValue, locale: Locale): string[] {
  const compared = comparedTags(op, value)
  if ('value' in compared) return compared.value as string[]
  throw new TenonError({ code: 'VALIDATION_FAILED', message: textIn(compared.problem, locale) })
}
