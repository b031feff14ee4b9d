import type { Locale } from '@tenon/sdk/contract/locale'
import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import { mayContainSql, searchFold, searchFoldSql } from '../model/search-index.ts'
import type { QueryField } from './query-field.ts'
import { queryProblem } from './query-problem.ts'
import type { RecordScope } from './record-scope.ts'
import { rowField } from './row-field.ts'
import { storedQueryField } from './stored-query-field.ts'

const MAX_SEARCH = 200

/** A text, or its words where a statement is made before they are known: each is then a slot. */
export type Search = string | readonly string[]

/**
 * The rows in whose searchable fields, of those that the actor may see, each of the text's words stands somewhere, in
 * any order. An index tells which rows may be such; each of those is then looked at.
 * @throws TenonError BAD_REQUEST
 */
export function searchPredicate(scope: RecordScope, search: Search, alias: string): RawBuilder<boolean> {
  const { ctx, entity } = scope
  const words = searchWords(search, ctx.locale)
  const contains = containsWords(scope, search, { alias })
  if (words.length === 0 || searchedTexts(scope.access).length === 0) return contains
  return sql<boolean>`(${contains} and ${mayContainSql(entity, { schema: ctx.tenant.schema, alias, words })})`
}

/**
 * The same without asking the index. `once`: what the words look like is worked out once, and not anew for each row where
 * PostgreSQL plans for any words alike.
 * @throws TenonError BAD_REQUEST
 */
export function containsWords(
  { ctx, access }: RecordScope,
  search: Search,
  { alias, once = false }: { alias: string; once?: boolean },
): RawBuilder<boolean> {
  const words = searchWords(search, ctx.locale)
  if (words.length === 0) return sql<boolean>`true`
  const fields = searchedTexts(access)
  if (fields.length === 0) return sql<boolean>`false`
  const fold = typeof search === 'string' ? searchFold : (word: string) => searchFoldSql(sql`cast(${word} as text)`)
  const patterns = words.map((word) => likePattern(fold(word)))
  return containsAll(joinedTexts(fields, alias), once ? patterns.map((one) => sql`(select ${one})`) : patterns)
}

// Control characters stand between texts in the index, and nobody types them.
const BETWEEN_WORDS = /[\s\p{Cc}]+/u

/** The words of what somebody searches for, each once. @throws TenonError BAD_REQUEST */
export function searchWords(text: Search, locale: Locale): readonly string[] {
  if (typeof text !== 'string') return text
  if (text.length <= MAX_SEARCH && !text.includes('\0')) return [...new Set(text.split(BETWEEN_WORDS).filter(Boolean))]
  throw queryProblem(locale, {
    pointer: '/search',
    message: {
      en: `'search' takes a text of at most ${MAX_SEARCH} characters`,
      'zh-CN': `搜索文本不能超过 ${MAX_SEARCH} 个字符`,
    },
  })
}

/** A text that records are found by; empty on rows where it is not for the actor's eyes. */
export type SearchedText = Pick<QueryField, 'name' | 'searchText'>

/** The searchable fields that the actor may find records by. */
export function searchedTexts(access: EntityAccess): SearchedText[] {
  return access.entity.searchFields
    .filter(({ name }) => access.canReveal(name))
    .flatMap(({ name }) => storedQueryField(access.entity, name) ?? [])
    .map((field) => rowField(field, access, 'reveal'))
}

/** No word goes from one text into the next. */
export function joinedTexts(fields: readonly SearchedText[], alias: string): RawBuilder<string> {
  const texts = fields.map((field) => sql`coalesce(${field.searchText(alias)}, '')`)
  return sql<string>`(${sql.join(texts, sql` || e'\\x01' || `)})`
}

/**
 * Written as a value rather than as a comparison: the planner then leaves it to the index to say how many rows fit,
 * and goes through the rows in their order where most do.
 */
function containsAll(text: RawBuilder<string>, patterns: readonly RawBuilder<unknown>[]): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${searchFoldSql(text)} like all (array[${sql.join(patterns)}]), false)`
}

/** What a folded text is like that contains this one. */
export function likePattern(folded: RawBuilder<string>): RawBuilder<string> {
  return sql<string>`('%' || regexp_replace(${folded}, '([\\\\%_])', '\\\\\\1', 'g') || '%')`
}
