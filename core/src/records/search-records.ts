import {
  SEARCH_MATCHES,
  type SearchHit,
  type SearchRecordsInput,
  type SearchResult,
} from '@tenon/sdk/contract/record-search'
import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { mayContainSql, mayStartSql, searchStartSql } from '../model/search-index.ts'
import { explainReadError } from './explain-read-error.ts'
import { type ScopeDependencies, tableOf } from './record-scope.ts'
import { fieldPredicate, rowPredicate } from './row-predicate.ts'
import { joinedTexts, likePattern, type SearchedText, searchedTexts, searchWords } from './search-predicate.ts'

const DEFAULT_LIMIT = 5
/** Of those that are the text, begin with it or contain it, so many times as many as are wanted are compared. */
const LOOKED_AT = 3
const NEWEST = 200
const EXCERPT_BEFORE = 30
const EXCERPT_LENGTH = 120

export type SearchRecords = (ctx: RequestContext, input: SearchRecordsInput) => Promise<SearchResult>

/** One entity that is searched: the fields that the actor may find its records by. */
interface Searched {
  access: EntityAccess
  fields: readonly SearchedText[]
}

interface Sought {
  words: readonly string[]
  /** All words as one text. */
  text: string
  limit: number
}

interface HitRow extends Omit<SearchHit, 'match'> {
  rank: number
}

/**
 * Makes the function that searches all entities that the actor may read, in one statement.
 * @throws TenonError BAD_REQUEST for a text that is too long
 */
export function makeSearchRecords({
  database,
  models,
  access,
}: Pick<ScopeDependencies, 'models' | 'access'> & { database: Database }): SearchRecords {
  return async (ctx, { text, entities, limit = DEFAULT_LIMIT }) => {
    const words = searchWords(text, ctx.locale)
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const searched = [...model.entities.keys()]
      .filter((name) => entities?.includes(name) ?? true)
      .flatMap((name) => searchedEntity(rights.readable(name)))
    if (words.length === 0 || searched.length === 0) return { hits: [] }
    const sought = { words, text: words.join(' '), limit }
    const branches = searched.map((entity) => sql`(${hitsOf(ctx, entity, sought)})`)
    const statement = sql<HitRow>`select * from (${sql.join(branches, sql` union all `)}) h order by rank, length(title), id`
    const { rows } = await statement.execute(database.tenant(ctx.tenant.schema)).catch(explainReadError(ctx))
    return { hits: rows.map(({ rank, ...hit }) => ({ ...hit, match: SEARCH_MATCHES[rank] ?? 'anywhere' })) }
  }
}

function searchedEntity(access: EntityAccess | null): Searched[] {
  const fields = access === null ? [] : searchedTexts(access)
  return access === null || fields.length === 0 ? [] : [{ access, fields }]
}

/** The best of one entity. What is equal to the text or begins with it is found however many records contain it. */
function hitsOf(ctx: RequestContext, { access, fields }: Searched, sought: Sought): RawBuilder<unknown> {
  const { entity } = access
  const { schema } = ctx.tenant
  const table = tableOf(ctx, entity)
  const contains = (texts: readonly SearchedText[], words: readonly string[]) =>
    containsAll(foldedTexts(schema, texts), foldedPatterns(schema, words))
  const fits = (words: readonly string[]) =>
    sql`${rowPredicate(access, { action: 'read', alias: 'r' })} and ${contains(fields, words)}`
  const candidates = (words: readonly string[]) => sql`(select r.id from ${table} r
    where r.deleted_at is null and ${fits(words)} and ${mayContainSql(entity, { schema, alias: 'r', words })}
    limit ${sql.lit(LOOKED_AT * sought.limit)})`
  // What very many records contain is found in the newest ones: the index, which would list them all, is then not asked.
  const anywhere = sql`(select id from (
    (select r.id from (select * from ${table} r where r.deleted_at is null
      order by r.created_at desc, r.id desc limit ${sql.lit(NEWEST)}) r where ${fits(sought.words)})
    union all ${candidates(sought.words)}) c limit ${sql.lit(LOOKED_AT * sought.limit)})`
  const { text, words, limit } = sought
  const first = startsOf(ctx, { access, fields }).flatMap((start) => {
    const of = (begins: boolean) => sql`(select r.id from ${table} r
      where r.deleted_at is null and ${mayStartSql(start, { text, begins })} and ${fits([begins ? atStart(text) : whole(text)])}
      order by ${start} limit ${sql.lit(LOOKED_AT * limit)})`
    return [of(false), of(true)]
  })
  const found = sql.join([...first, anywhere], sql` union `)
  const title = titleSql(access)
  return sql`select cast(${entity.name} as text) as entity, r.id, ${title} as title, ${rankOf(schema, text)} as rank,
      m.field, ${excerptOf(schema, { access, fields }, words)} as excerpt
    from ${table} r, lateral (select ${foldedTexts(schema, fields)} as folded offset 0) f,
      lateral (select ${matchedField(fields, words, contains)} as field offset 0) m
    where r.id in (${found})
    order by rank, length(${title}), r.id limit ${limit}`
}

/** The texts' beginnings as the indexes have them, whoever may see them. */
function startsOf({ tenant }: RequestContext, { access, fields }: Searched): RawBuilder<string>[] {
  return access.entity.searchIndexed
    .filter(({ field }) => fields.some(({ name }) => name === field.name))
    .map(({ field, form }) => {
      const column = sql.ref(`r.${field.columns[0]?.name ?? ''}`)
      return searchStartSql(tenant.schema, { column, form })
    })
}

function titleSql(access: EntityAccess): RawBuilder<string | null> {
  const { name, titleText } = access.entity.titleField
  if (!access.canShow(name)) return sql<null>`null::text`
  const open = fieldPredicate(access, { field: name, right: 'read', alias: 'r' })
  return open === null ? titleText('r') : sql<string | null>`(case when ${open} then ${titleText('r')} end)`
}

// Each text begins and ends with the sign that stands between texts.
const whole = (text: string) => `\u0001${text}\u0001`
const atStart = (text: string) => `\u0001${text}`

function foldSql(schema: string, text: RawBuilder<unknown>): RawBuilder<string> {
  return sql<string>`${sql.id(schema, '_search_fold')}(${text})`
}

function foldedTexts(schema: string, fields: readonly SearchedText[]): RawBuilder<string> {
  return foldSql(schema, sql`e'\\x01' || ${joinedTexts(fields, 'r')} || e'\\x01'`)
}

function foldedPatterns(schema: string, texts: readonly string[]): RawBuilder<string>[] {
  return texts.map((text) => likePattern(foldSql(schema, sql`cast(${text} as text)`)))
}

/** Written as a value, so that the planner leaves it to the index to say how many rows fit. */
function containsAll(folded: RawBuilder<string>, patterns: readonly RawBuilder<string>[]): RawBuilder<boolean> {
  return sql<boolean>`coalesce(${folded} like all (array[${sql.join(patterns)}]), false)`
}

/** Position in `SEARCH_MATCHES`. */
function rankOf(schema: string, text: string): RawBuilder<number> {
  const [exact, prefix, word] = foldedPatterns(schema, [whole(text), atStart(text), ` ${text}`])
  return sql<number>`case when f.folded like ${exact} then 0 when f.folded like ${prefix} then 1
    when f.folded like ${word} then 2 else 3 end`
}

type Contains = (fields: readonly SearchedText[], words: readonly string[]) => RawBuilder<boolean>

/** Name of the first field that contains all words, or else the first word. */
function matchedField(
  fields: readonly SearchedText[],
  words: readonly string[],
  contains: Contains,
): RawBuilder<string> {
  const last = fields.at(-1)?.name ?? ''
  if (fields.length === 1) return sql<string>`${sql.lit(last)}`
  const when = (field: SearchedText, some: readonly string[]) =>
    sql`when ${contains([field], some)} then ${sql.lit(field.name)}`
  const cases = [
    ...fields.map((field) => when(field, words)),
    ...(words.length > 1 ? fields.map((field) => when(field, words.slice(0, 1))) : []),
  ]
  return sql<string>`case ${sql.join(cases, sql` `)} else ${sql.lit(last)} end`
}

function excerptOf(
  schema: string,
  { access, fields }: Searched,
  [word = '']: readonly string[],
): RawBuilder<string | null> {
  const shown = fields.filter(({ name }) => name !== access.entity.titleField.name && access.canShow(name))
  if (shown.length === 0) return sql<null>`null::text`
  const cases = shown.map((field) => {
    const text = sql`coalesce(${field.searchText('r')}, '')`
    const place = sql`strpos(${foldSql(schema, text)}, ${foldSql(schema, sql`cast(${word} as text)`)})`
    const from = sql`greatest(1, ${place} - ${sql.lit(EXCERPT_BEFORE)})`
    return sql`when ${sql.lit(field.name)} then substr(${text}, ${from}, ${sql.lit(EXCERPT_LENGTH)})`
  })
  return sql<string | null>`case m.field ${sql.join(cases, sql` `)} end`
}
