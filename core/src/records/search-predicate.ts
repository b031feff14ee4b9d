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

/**
 * The rows in whose searchable fields, of those that the actor may see, each of the text's words stands somewhere, in
 * any order. An index tells which rows may be such; each of those is then looked at.
 * @throws TenonError BAD_REQUEST
 */
export function searchPredicate(scope: RecordScope, text: string, alias: string): RawBuilder<boolean> {
  const { ctx, entity } = scope
  const words = searchWords(text, ctx.locale)
  const contains = containsWords(scope, text, alias)
  if (words.length === 0 || searchedTexts(scope.access).length === 0) return contains
  return sql<boolean>`(${contains} and ${mayContainSql(entity, { schema: ctx.tenant.schema, alias, words })})`
}

/** The same without asking the index. @throws TenonError BAD_REQUEST */
export function containsWords({ ctx, access }: RecordScope, text: string, alias: string): RawBuilder<boolean> {
  const words = searchWords(text, ctx.locale)
  if (words.length === 0) return sql<boolean>`true`
  const fields = searchedTexts(access)
  return fields.length === 0 ? sql<boolean>`false` : containsAll(joinedTexts(fields, alias), words)
}

// Control characters stand between texts in the index, and nobody types them.
const BETWEEN_WORDS = /[\s\p{Cc}]+/u

/** The words of what somebody searches for, each once. @throws TenonError BAD_REQUEST */
export function searchWords(text: string, locale: Locale): string[] {
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
function containsAll(text: RawBuilder<string>, words: readonly string[]): RawBuilder<boolean> {
  const patterns = words.map((word) => likePattern(searchFold(word)))
  return sql<boolean>`coalesce(${searchFoldSql(text)} like all (array[${sql.join(patterns)}]), false)`
}

/** What a folded text is like that contains this one. */
export function likePattern(folded: RawBuilder<string>): RawBuilder<string> {
  return sql<string>`('%' || regexp_replace(${folded}, '([\\\\%_])', '\\\\\\1', 'g') || '%')`
}
