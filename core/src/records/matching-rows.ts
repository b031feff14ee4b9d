import type { RecordFilter } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import { isWholeInIndexSql, mayContainSql } from '../model/search-index.ts'
import { callerGround } from './caller-ground.ts'
import { compileFilter } from './compile-filter.ts'
import type { FilterGround } from './filter-ground.ts'
import { indexedTexts } from './indexed-texts.ts'
import type { RecordScope } from './record-scope.ts'
import { rowPredicate } from './row-predicate.ts'
import { containsWords, type Search, searchPredicate } from './search-predicate.ts'

interface Matching {
  where?: RecordFilter | undefined
  search?: Search | undefined
  deleted?: boolean | undefined
}

type MatchingAs = Matching & { alias: string }

/**
 * Which rows a list shows: those that the actor may read, that are live (or deleted), that the filter
 * selects and in which a searchable field contains the text.
 * @throws TenonError BAD_REQUEST
 */
export function matchingRows(scope: RecordScope, matching: MatchingAs): RawBuilder<boolean> {
  const { alias, where, search } = matching
  const parts = allowedRows(scope, matching)
  if (where !== undefined) parts.push(compileFilter(where, callerGround(scope, alias)))
  if (isText(search)) parts.push(searchPredicate(scope, search, alias))
  return sql<boolean>`(${sql.join(parts, sql` and `)})`
}

/** The same rows, of a list that looks for texts which the search index knows, told in two ways. */
export interface TextRows {
  /** True of the rows and of few others, and answered by the index. */
  mayMatch: RawBuilder<boolean>
  /** True of the rows alone, and told without the index, which takes long to ask of one row. */
  matching: RawBuilder<boolean>
  /** Whether the texts are all that is asked for. */
  alone: boolean
}

/** Null where no index can be asked. The filter is one of which `matchingRows` has been told. */
export function textRows(scope: RecordScope, matching: MatchingAs): TextRows | null {
  const { alias, where, search } = matching
  const ground = callerGround(scope, alias)
  const texts = indexedTexts(scope, matching, ground)
  if (texts === null) return null
  const { words, alone } = texts
  // Where nothing else is asked for, there is one good plan for all words, which takes longer to find than they do.
  const mayMatch = mayContainSql(scope.entity, { schema: scope.ctx.tenant.schema, alias, words, forAny: alone })
  const parts = allowedRows(scope, matching)
  if (where !== undefined) parts.push(compileFilter(where, withoutIndex(ground)))
  if (isText(search)) parts.push(containsWords(scope, search, { alias, once: alone }))
  // What the index leaves out of a long text is found nowhere.
  parts.push(sql<boolean>`(${isWholeInIndexSql(scope.entity, alias)} or ${mayMatch})`)
  return { mayMatch, matching: sql<boolean>`(${sql.join(parts, sql` and `)})`, alone }
}

function allowedRows({ access }: RecordScope, { alias, deleted = false }: MatchingAs): RawBuilder<boolean>[] {
  const live = sql<boolean>`${sql.ref(`${alias}.deleted_at`)} ${deleted ? sql`is not null` : sql`is null`}`
  return [live, rowPredicate(access, { action: 'read', alias })]
}

function withoutIndex(ground: FilterGround): FilterGround {
  return {
    ...ground,
    field: (name, pointer) => {
      const { mayContain: _, ...field } = ground.field(name, pointer)
      return field
    },
  }
}

function isText(search: Search | undefined): search is Search {
  return search !== undefined && (typeof search !== 'string' || search.trim() !== '')
}
