import type { FindRecordsInput } from '@tenon/sdk/contract/query'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import { formatsMessage, type ResultFormat, TEXT } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import { mayHavePlaceholders, placeholderKey } from './fill-placeholders.ts'
import { slot } from './kept-statement.ts'
import { matchingRows, type TextRows, textRows } from './matching-rows.ts'
import { type Edge, edgeColumns, readCursor } from './page-cursor.ts'
import { flipped, isNewestOrOldest, type OrderKey, pageOrder } from './page-order.ts'
import { hasRowsBehind, pageRows } from './page-rows.ts'
import { queryProblem } from './query-problem.ts'
import { type RecordRow, recordColumns } from './record-columns.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { recordText, type WriteRecord } from './record-text.ts'
import { type Search, searchedTexts, searchWords } from './search-predicate.ts'
import { storedEdge } from './stored-edge.ts'

const DEFAULT_LIMIT = 50
const MAX_LIMIT = 200
/** Two names joined, or the key of children: a path to other entities. */
const OF_OTHERS = /"field":"[^"]*\.|"children":/
const MAX_KEY_LENGTH = 2_000
/**
 * PostgreSQL's JSON of a row has spaces, other names, and titles of other records: so many times as long, and so many
 * characters for each row, is too long for certain.
 */
const CERTAINLY = { times: 2, perRow: 1_000 }

export type FoundRow = PageRow & RecordRow

/** What a row of a page has besides the record. */
interface PageRow {
  $count?: number
  /** Whether there are records on the other side of the cursor. */
  $behind?: boolean
  /** Of a page with a bound: characters of all its rows. Of one that goes beyond, only a first row is there. */
  $length?: number
}

/** How long a page may be. */
export interface PageBound {
  /** Characters of JSON. A page far longer is not read at all; without a bound, any is. */
  maxLength?: number
}

/** What is asked for; its words may be slots. */
export type PageInput = Omit<FindRecordsInput, 'search'> & PageBound & { search?: Search }

/** Whether it is a first page without what is planned for each question. */
export function isPlainPage({ count, expand, after, before }: PageInput): boolean {
  const isFirst = after === undefined && before === undefined
  return isFirst && expand === undefined && count !== 'estimated'
}

/** What a page's statement is kept by, and made of. */
export interface KeptPage {
  key: string
  input: PageInput
  /** Of the input's slots. */
  values: Readonly<Record<string, string>>
}

/**
 * Of what is asked again and again: the first page of a list, and of a search for nothing but words, whichever they are. Null
 * for what may not be kept, or is not worth it: what is worked out as it is read may be of the time at which it is, and what
 * else is looked for is planned for its words.
 * @throws TenonError BAD_REQUEST
 */
export function keptPage(scope: RecordScope, input: FindRecordsInput & PageBound): KeptPage | null {
  const { search, ...rest } = input
  if (scope.entity.derivedFields.length > 0 || !isPlainPage(input)) return null
  const words = search === undefined ? [] : searchWords(search, scope.ctx.locale)
  if (words.length > 0 && !isForWordsAlone(scope, input)) return null
  const key = keptKey(scope, input, words.length)
  if (key === null) return null
  const named = words.map((word, index) => [`word${index}`, word] as const)
  const slots = named.map(([name]) => slot<string>(name))
  return { key, input: words.length === 0 ? rest : { ...rest, search: slots }, values: Object.fromEntries(named) }
}

/** Whether the page is so much longer than it may be that its rows were left with the database. */
export function isBeyondBound({ mostLength }: PagePlan, rows: readonly FoundRow[]): boolean {
  return (rows[0]?.$length ?? 0) > mostLength
}

/** Whether the search index tells which rows they are, and the words are all that is asked of them. */
function isForWordsAlone(scope: RecordScope, { where, sort, deleted, count }: FindRecordsInput): boolean {
  if (where !== undefined || deleted === true || count !== undefined) return false
  const { access } = scope
  return access.rows('read') === 'all' && searchedTexts(access).length > 0 && isNewestOrOldest(pageOrder(scope, sort))
}

function keptKey({ ctx, timeZone }: RecordScope, input: PageInput, words: number): string | null {
  const { fields, where, sort, limit, deleted, count, maxLength } = input
  const key = `find ${timeZone} ${words} ${JSON.stringify([fields, where, sort, limit, deleted, count, maxLength])}`
  // Of other entities there may be more to say.
  if (key.length > MAX_KEY_LENGTH || OF_OTHERS.test(key)) return null
  // What placeholders stood for is in the statement.
  return mayHavePlaceholders(key) ? `${key} ${placeholderKey(ctx, timeZone)}` : key
}

/** Which records a page has, and in which order. */
interface PageCut {
  keys: readonly OrderKey[]
  limit: number
  from: PageStart | null
  matching: RawBuilder<boolean>
  texts: TextRows | null
  /** Characters of all rows together, as PostgreSQL writes them; infinite without a bound. */
  mostLength: number
}

/** What a question is made of: its statement, and how to read the answer. */
export interface PagePlan extends PageCut {
  statement: RawBuilder<FoundRow>
  read: (row: RecordRow) => TenonRecord
}

export function planPage(scope: RecordScope, input: PageInput): PagePlan {
  const cut = cutPage(scope, input)
  const { columns, read } = recordColumns(scope, { alias: 'r', fields: input.fields, expand: input.expand })
  const selected = [...columns, ...edgeColumns(cut.keys, 'r')]
  return { ...cut, statement: pageStatement(scope, input, { ...cut, selected }), read }
}

/** The same of a page that is answered as JSON. */
export interface PageTextPlan extends Omit<PageCut, 'matching' | 'texts'> {
  statement: RawBuilder<unknown>
  formats: Buffer
  /** Numbers of the columns that tell about the page, where it has them: `$length`, and `$count` ahead of `$behind`. */
  columns: { length: number | null; count: number | null }
  counts: boolean
  write: WriteRecord
  /** Of columns that begin where those of the record end. */
  readEdge: (row: RawRow, at: number) => Edge['at']
}

export function planPageText(scope: RecordScope, { labels, ...input }: PageInput & { labels: boolean }): PageTextPlan {
  const cut = cutPage(scope, input)
  const { columns, formats, write } = recordText(scope, { alias: 'r', fields: input.fields, labels })
  const edge = storedEdge(cut.keys, 'r')
  const selected = [...columns, ...edge.columns]
  const statement = pageStatement(scope, input, { ...cut, selected })
  const about = columnsAbout(cut, { first: selected.length, counts: input.count === true })
  const { matching: _matching, texts: _texts, ...rest } = cut
  return {
    ...rest,
    ...{ statement, write, readEdge: edge.read, counts: input.count === true, columns: about.columns },
    formats: formatsMessage([...formats, ...edge.formats, ...about.formats]),
  }
}

/** The columns behind those of the record and the edge, as `pageStatement` has them. */
function columnsAbout({ mostLength, from }: PageCut, { first, counts }: { first: number; counts: boolean }) {
  const length = Number.isFinite(mostLength) ? first : null
  const next = length === null ? first : first + 2
  const count = counts || from !== null ? next : null
  const formats = Array<ResultFormat>((count === null ? next : next + 2) - first).fill(TEXT)
  return { columns: { length, count }, formats }
}

function cutPage(scope: RecordScope, input: PageInput): PageCut {
  const limit = checkLimit(scope, input.limit ?? DEFAULT_LIMIT)
  const keys = pageOrder(scope, input.sort)
  const from = pageStart(scope, input, keys)
  const matching = matchingRows(scope, { ...input, alias: 'r' })
  const isIndexed = input.deleted !== true && isNewestOrOldest(keys) && !asksOthers(input)
  const texts = isIndexed ? textRows(scope, { ...input, alias: 'r' }) : null
  const { maxLength = Number.POSITIVE_INFINITY } = input
  const mostLength = maxLength * CERTAINLY.times + (limit + 1) * CERTAINLY.perRow
  return { keys, limit, from, matching, texts, mostLength }
}

/** What has to be asked of other records is left to PostgreSQL's planner as a whole. */
function asksOthers({ where }: PageInput): boolean {
  return where !== undefined && OF_OTHERS.test(JSON.stringify(where))
}

interface PageStart {
  edge: Edge
  backwards: boolean
}

/** Where the page is read from; null for the first one. */
function pageStart(scope: RecordScope, { after, before }: PageInput, keys: readonly OrderKey[]): PageStart | null {
  if (after !== undefined && before !== undefined) throw bothWays(scope)
  if (before !== undefined) return { edge: readCursor(scope, { name: 'before', text: before }, keys), backwards: true }
  if (after === undefined) return null
  return { edge: readCursor(scope, { name: 'after', text: after }, keys), backwards: false }
}

interface PageParts extends PageCut {
  /** Of the record, and of the edge. */
  selected: readonly RawBuilder<unknown>[]
}

/** A row per record, and one record more than the page has, in order. */
function pageStatement(
  scope: RecordScope,
  input: PageInput,
  { keys, limit, from, matching, texts, mostLength, selected }: PageParts,
): RawBuilder<FoundRow> {
  const table = tableOf(scope.ctx, scope.entity)
  const order = from?.backwards ? flipped(keys) : keys
  const edge = from?.edge
  const rows = { table, matching, order, edge, texts }
  // How many is part of the text: without it, PostgreSQL would not keep its plan.
  // The page is cut from bare rows first: references and labels are looked up for those that are shown.
  const full = sql<FoundRow>`select ${sql.join(selected)} from ${pageRows(rows, limit + 1)} r`
  const page = Number.isFinite(mostLength) ? boundPage(full, mostLength) : full
  if (input.count !== true && edge === undefined) return page
  const count = input.count === true ? sql`(select count(*)::int from ${table} r where ${matching})` : sql`0`
  const behind = edge === undefined ? sql`false` : hasRowsBehind({ ...rows, edge })
  // Also where the page has no rows.
  return sql<FoundRow>`
    select p.*, w.* from (select ${count} as ${sql.id('$count')}, ${behind} as ${sql.id('$behind')}) w
    left join lateral (${page}) p on true`
}

/**
 * The page with its length, or one row with the length of what would be too long: the database takes rows one by one, this
 * process would have all of them in memory at once, several times over.
 */
function boundPage(page: RawBuilder<FoundRow>, most: number): RawBuilder<FoundRow> {
  const [length, row] = [sql.id('$length'), sql.id('$row')]
  // By `offset 0` titles of other records are looked up once, not again for the length.
  return sql<FoundRow>`
    select * from (
      select p.*, (sum(length(to_json(p)::text)) over ())::float8 as ${length}, row_number() over () as ${row}
      from (${page} offset 0) p) p
    where ${length} <= ${sql.lit(most)} or ${row} = 1`
}

function bothWays({ ctx }: RecordScope) {
  return queryProblem(ctx.locale, {
    pointer: '/before',
    rule: 'cursor',
    message: { en: "give either 'after' or 'before', not both", 'zh-CN': '“after”与“before”只能给出其一' },
  })
}

function checkLimit({ ctx }: RecordScope, limit: number): number {
  if (Number.isInteger(limit) && limit >= 1 && limit <= MAX_LIMIT) return limit
  throw queryProblem(ctx.locale, {
    pointer: '/limit',
    rule: 'limit',
    message: {
      en: `limit ${limit} is not a whole number from 1 to ${MAX_LIMIT}`,
      'zh-CN': `limit 应为 1 到 ${MAX_LIMIT} 的整数`,
    },
  })
}
