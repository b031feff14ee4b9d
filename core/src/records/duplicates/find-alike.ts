import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledDuplicateRule, CompiledMatch } from '../../model/compiled-model.ts'
import { answersSql } from '../../model/search-index.ts'
import { formatValue } from '../format-value.ts'
import type { Queryable } from '../queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../record-scope.ts'
import { boundValue, isFilled, nameText, rowKey, splitRule, valueKey } from './match-values.ts'
import { comparedName, SIMILAR, similarity, similarQuery } from './similar-names.ts'

/** A record as it would be, or is. */
export interface AskedRecord {
  position: number
  /** Null for a new one. */
  id: string | null
  values: JsonObject
}

/** Records that a rule takes for the same thing as the one at a position. */
export interface Alike {
  position: number
  /** Of all that the rule's index is asked about: records with the same are candidates of one another. */
  key: string
  ids: string[]
  /** There are more candidates than were looked at. */
  crowded: boolean
}

/** Others than these are looked at for no record. */
const MOST_SAME = 50
const MOST_SIMILAR = 1_000

/** For each record, live ones that the rule takes for the same thing, whoever may see them. Through an index, one statement for all. */
export async function findAlike(
  db: Queryable,
  scope: RecordScope,
  { rule, records }: { rule: CompiledDuplicateRule; records: readonly AskedRecord[] },
): Promise<Alike[]> {
  const asked = records.filter(({ values }) => isFilled(rule, values))
  if (asked.length === 0) return []
  const { exact } = splitRule(rule)
  if (exact.length > 0) return findSame(db, scope, { rule, records: asked })
  const found: Alike[] = []
  for (const record of asked) found.push(await findSimilar(db, scope, { rule, record }))
  return found
}

interface Row {
  position: number
  key: string
  id: string | null
  names: string[] | null
}

async function findSame(
  db: Queryable,
  scope: RecordScope,
  { rule, records }: { rule: CompiledDuplicateRule; records: readonly AskedRecord[] },
): Promise<Alike[]> {
  const { ctx, entity } = scope
  const { exact, names } = splitRule(rule)
  const { schema } = ctx.tenant
  const same = exact.map((match, at) => sql`${rowKey(schema, match, 'r')} = ${sql.ref(`v.k${at}`)}`)
  const { rows: found } = await sql<Row>`
    with v as materialized (${keysOf(scope, { exact, records })})
    select v.position, ${textOf(exact)} as key, f.id, f.names from v left join lateral (
      select r.id, ${nameList(names)} as names from ${tableOf(ctx, entity)} r
      where ${sql.join(same, sql` and `)} and ${isCandidate(scope, sql`v.id`)} limit ${sql.lit(MOST_SAME)}
    ) f on true
    where ${sql.join(
      exact.map((_, at) => sql`${sql.ref(`v.k${at}`)} is not null`),
      sql` and `,
    )}
    order by v.position, f.id`.execute(db)
  const valuesAt = new Map(records.map(({ position, values }) => [position, values]))
  return [...Map.groupBy(found, ({ position }) => position)].map(([position, own]) => {
    const isAlike = likeNames(names, valuesAt.get(position) ?? {})
    const ids = own.flatMap(({ id, names: texts }) => (id !== null && isAlike(texts ?? []) ? [id] : []))
    return { position, key: own[0]?.key ?? '', ids, crowded: own.length >= MOST_SAME }
  })
}

/** Records with the keys that a rule's exact parts have for them, as `k0`, `k1` … */
function keysOf(
  { ctx }: RecordScope,
  { exact, records }: { exact: readonly CompiledMatch[]; records: readonly AskedRecord[] },
): RawBuilder<unknown> {
  const rows = records.map(({ position, id, values }) => {
    const bound = exact.map((match, at) => [`v${at}`, boundValue(match, values[match.field.name] ?? null)] as const)
    return { position, id, ...Object.fromEntries(bound) }
  })
  const typed = exact.map(({ field }, at) => sql`${sql.id(`v${at}`)} ${sql.raw(field.columns[0]?.type ?? 'text')}`)
  const keys = exact.map(
    (match, at) => sql`${valueKey(ctx.tenant.schema, match, sql`${sql.ref(`i.v${at}`)}`)} as ${sql.id(`k${at}`)}`,
  )
  return sql`select i.position, i.id, ${sql.join(keys)}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as i(position int, id uuid, ${sql.join(typed)})`
}

/** Until the transaction's end nobody else writes a record that is the same by the rule's exact parts and asks for this too. */
export async function lockAlike(
  trx: Queryable,
  scope: RecordScope,
  { rule, records }: { rule: CompiledDuplicateRule; records: readonly AskedRecord[] },
): Promise<void> {
  const { exact } = splitRule(rule)
  const asked = records.filter(({ values }) => isFilled(rule, values))
  if (asked.length === 0 || exact.length === 0) return
  const place = `${scope.ctx.tenant.schema} ${scope.entity.name} ${rule.rule.name} `
  // In one order, so that two batches never wait for each other.
  await sql`with v as materialized (${keysOf(scope, { exact, records: asked })}),
    held as materialized (select distinct hashtextextended(${place}::text || ${textOf(exact)}, 4712) as key from v order by 1)
    select pg_advisory_xact_lock(key) from held`.execute(trx)
}

async function findSimilar(
  db: Queryable,
  scope: RecordScope,
  { rule, record: { position, id, values } }: { rule: CompiledDuplicateRule; record: AskedRecord },
): Promise<Alike> {
  const { ctx, entity } = scope
  const { names } = splitRule(rule)
  const [first] = names
  const query = first === undefined ? null : similarQuery(textValue(first, values))
  if (query === null) return { position, key: '', ids: [], crowded: false }
  const answers = answersSql(entity, { schema: ctx.tenant.schema, alias: 'r', query: sql`${query}::tsquery` })
  const { rows } = await sql<{ id: string; names: string[] }>`
    select r.id, ${nameList(names)} as names from ${tableOf(ctx, entity)} r
    where ${answers} and ${isCandidate(scope, sql`${id}::uuid`)} limit ${sql.lit(MOST_SIMILAR)}`.execute(db)
  const isAlike = likeNames(names, values)
  const ids = rows.filter((row) => isAlike(row.names)).map((row) => row.id)
  const crowded = rows.length >= MOST_SIMILAR || ids.length > MOST_SAME
  return { position, key: '', ids: ids.sort().slice(0, MOST_SAME), crowded }
}

/** Live, not the record itself, and none of which somebody has said that it is another thing. */
function isCandidate({ ctx }: RecordScope, own: RawBuilder<unknown>): RawBuilder<boolean> {
  return sql<boolean>`r.deleted_at is null and r.id is distinct from ${own} and not exists (
    select 1 from ${systemTable(ctx, '_not_duplicate')} n
    where n.one = least(r.id, ${own}) and n.other = greatest(r.id, ${own}))`
}

function nameList(names: readonly CompiledMatch[]): RawBuilder<unknown> {
  if (names.length === 0) return sql`null::text[]`
  return sql`array[${sql.join(names.map((match) => sql`coalesce(${nameText(match, 'r')}, '')`))}]::text[]`
}

function textOf(exact: readonly CompiledMatch[]): RawBuilder<unknown> {
  return sql`concat_ws(e'\\x01', ${sql.join(exact.map((_, at) => sql`${sql.ref(`v.k${at}`)}::text`))})`
}

/** Whether each of a row's names is similar to the record's. */
export function likeNames(names: readonly CompiledMatch[], values: JsonObject): (texts: readonly string[]) => boolean {
  const own = names.map((match) => comparedName(textValue(match, values)))
  return (texts) => own.every((name, at) => similarity(name, comparedName(texts[at] ?? '')) >= SIMILAR)
}

export function textValue({ field }: CompiledMatch, values: JsonObject): string {
  return formatValue(field, values[field.name] ?? null, { locale: 'en', labels: {} })
}
