import { type RawBuilder, sql } from 'kysely'
import type { TextRows } from './matching-rows.ts'
import { beyondEdge, type Edge } from './page-cursor.ts'
import { flipped, type OrderKey, orderBy } from './page-order.ts'

/** So many of the rows that come first are looked at before the search index is asked, which lists all of its answers. */
const FIRST_LOOK = 160
/** Where that many of them are found, the page is taken to be full of what is found in as many again as are below. */
const PROMISING = 6
const SECOND_LOOK = 2_500

/** What a page is cut from. Each row is called `r`. */
export interface PageRows {
  table: RawBuilder<unknown>
  matching: RawBuilder<boolean>
  order: readonly OrderKey[]
  /** Where the page begins; missing: with the first row. */
  edge?: Edge | undefined
  /** Of a list that looks for texts, in the order that the index of live rows is in; null for any other. */
  texts: TextRows | null
}

/** The first rows that match, in order, as a query of whole rows. */
export function pageRows(rows: PageRows, limit: number): RawBuilder<unknown> {
  const { table, matching, order, texts } = rows
  if (texts !== null) return textPageRows({ ...rows, texts }, limit)
  return sql`(select * from ${table} r where ${matching} ${beyond(rows)} order by ${orderBy(order, 'r')}
    limit ${sql.lit(limit)})`
}

/** Whether there are rows on the other side of the edge. */
export function hasRowsBehind({ edge, ...rows }: PageRows & { edge: Edge }): RawBuilder<boolean> {
  const { table, matching, texts } = rows
  const other = { ...rows, order: flipped(rows.order), edge: { at: edge.at, inclusive: !edge.inclusive } }
  const far = sql<boolean>`exists (select 1 from ${table} r where ${matching} ${beyond(other)})`
  if (texts === null) return far
  return sql<boolean>`(exists (select 1 from ${nearest(other, FIRST_LOOK)} r where ${texts.matching}) or ${far})`
}

/**
 * How many rows contain a text cannot be known from how many contain each pair of its signs, so it is tried out. What many
 * contain is found among the rows that come first, without all of them being listed; what few contain is listed by the
 * index, put in order, and looked at until the page is full.
 */
function textPageRows(rows: PageRows & { texts: TextRows }, limit: number): RawBuilder<unknown> {
  const { order, texts } = rows
  const look = (count: number, condition?: RawBuilder<boolean>) =>
    sql`(select * from ${nearest(rows, count, condition)} r where ${texts.matching} order by ${orderBy(order, 'r')}
      limit ${sql.lit(limit)})`
  const [near, wide] = [sql.id('$near'), sql.id('$wide')]
  const count = (of: RawBuilder<unknown>) => sql`(select count(*) from ${of})`
  const isFull = (of: RawBuilder<unknown>) => sql<boolean>`${count(of)} = ${sql.lit(limit)}`
  const isPromising = sql<boolean>`${count(near)} between ${sql.lit(PROMISING)} and ${sql.lit(limit - 1)}`
  // What a parallel plan may not ask: its workers would be started, which takes longer than the page, wanted or not.
  const isAlone = sql<boolean>`pg_backend_pid() <> 0`
  const isWanted = sql<boolean>`not ${isFull(near)} and not ${isFull(wide)} and ${isAlone}`
  return sql`(
    with ${near} as materialized ${look(FIRST_LOOK)}, ${wide} as materialized ${look(SECOND_LOOK, isPromising)}
    select * from (
      select * from ${near} where ${isFull(near)}
      union all select * from ${wide} where ${isFull(wide)}
      union all ${listedRows(rows, isWanted, limit)}) r
    order by ${orderBy(order, 'r')} limit ${sql.lit(limit)})`
}

/** The live rows that come first, whatever they contain. */
function nearest(rows: PageRows, count: number, condition = sql<boolean>`true`): RawBuilder<unknown> {
  return sql`(select * from ${rows.table} r where r.deleted_at is null ${beyond(rows)} and ${condition}
    order by ${orderBy(rows.order, 'r')} limit ${sql.lit(count)})`
}

/**
 * As the index lists them. Where nothing but the texts is asked for, nearly all that are listed match, and few of them need
 * be looked at; `offset 0` keeps PostgreSQL from looking at all of them before it puts them in order.
 */
function listedRows(
  rows: PageRows & { texts: TextRows },
  condition: RawBuilder<boolean>,
  limit: number,
): RawBuilder<unknown> {
  const { table, matching, order, texts } = rows
  const cut = sql`order by ${orderBy(order, 'r')} limit ${sql.lit(limit)}`
  if (!texts.alone) return sql`(select * from ${table} r where ${matching} ${beyond(rows)} and ${condition} ${cut})`
  const listed = sql`(select r.created_at, r.id from ${table} r
    where r.deleted_at is null and ${texts.mayMatch} ${beyond(rows)} and ${condition}
    order by ${orderBy(order, 'r')} offset 0)`
  return sql`(select r.* from ${listed} l, lateral (select * from ${table} r where r.id = l.id offset 0) r
    where ${texts.matching} order by ${orderBy(order, 'l')} limit ${sql.lit(limit)})`
}

function beyond({ order, edge }: PageRows): RawBuilder<unknown> {
  return edge === undefined ? sql`` : sql`and ${beyondEdge(order, { alias: 'r', edge })}`
}
