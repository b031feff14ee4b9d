import type { DuplicateGroup, DuplicatePage, FindDuplicatesInput } from '@tenon/sdk/contract/duplicates-api'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { CompiledDuplicateRule } from '../../model/compiled-model.ts'
import { estimateRows } from '../estimate-rows.ts'
import { isUuid } from '../is-uuid.ts'
import { queryProblem } from '../query-problem.ts'
import type { Queryable } from '../queryable.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import { rowPredicate } from '../row-predicate.ts'
import { openRules, readVisible } from './check-duplicates.ts'
import { findAlike } from './find-alike.ts'
import { splitRule } from './match-values.ts'

export type FindDuplicates = (ctx: RequestContext, input: FindDuplicatesInput) => Promise<DuplicatePage>

/** Records that one page looks at: of a rule about names, each takes a question of its own. */
const PAGE = 1_000
const PAGE_OF_NAMES = 50
/** More in one group are not for people to compare. */
export const MOST_IN_GROUP = 20

/**
 * Makes the function that goes through an entity's records by a rule, a page of them in the order of their ids: a record opens a group
 * with those alike that come after it, so that each group is told once, by its first record.
 */
export function makeFindDuplicates({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindDuplicates {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, rule: name, after }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const rule = namedRule(scope, name)
    if (after !== undefined && !isUuid(after)) throw wrongCursor(ctx)
    const db = database.tenant(ctx.tenant.schema)
    const size = pageSize(rule)
    const rows = await readPage(db, scope, { after, size })
    const records = rows.map(({ id, body }, position) => ({ position, id, values: body }))
    const alike = (await findAlike(db, scope, { rule, records })).filter(({ ids }) => ids.length > 0)
    const wanted = alike.flatMap(({ position, ids }) => [records[position]?.id ?? '', ...ids])
    const seen = new Map(
      (await readVisible(db, scope, { rule, ids: [...new Set(wanted)] })).map((one) => [one.id, one]),
    )
    const groups = alike.flatMap(({ position, ids }): DuplicateGroup[] => {
      const own = records[position]?.id ?? ''
      const members = [own, ...ids].flatMap((id) => seen.get(id) ?? [])
      // Where one alike comes before, the group was told with that one.
      const isFirst = members.length > 1 && members.every(({ id }) => id >= own) && seen.has(own)
      return isFirst ? [{ records: members.slice(0, MOST_IN_GROUP) }] : []
    })
    return {
      groups,
      looked: rows.length,
      total: await estimateRows(db, { table: tableOf(ctx, scope.entity), matching: readable(scope) }),
      next: rows.length < size ? null : (rows.at(-1)?.id ?? null),
    }
  }
}

function readable({ access }: RecordScope) {
  return sql<boolean>`r.deleted_at is null and ${rowPredicate(access, { action: 'read', alias: 'r' })}`
}

/** How many records are looked at together. */
export function pageSize(rule: CompiledDuplicateRule): number {
  return splitRule(rule).exact.length > 0 ? PAGE : PAGE_OF_NAMES
}

/** The next records in the order of their ids, of those that the actor may read. */
export async function readPage(
  db: Queryable,
  scope: RecordScope,
  { after, size }: { after: string | undefined; size: number },
): Promise<Array<{ id: string; body: JsonObject }>> {
  const { ctx, entity } = scope
  const { rows } = await sql<{ id: string; body: JsonObject }>`
    select r.id, ${completeJson(entity, 'r')} as body from ${tableOf(ctx, entity)} r
    where ${readable(scope)} and (${after ?? null}::uuid is null or r.id > ${after ?? null}::uuid)
    order by r.id limit ${size}::int`.execute(db)
  return rows
}

/** The rule, where the actor may look by it. @throws TenonError BAD_REQUEST */
export function namedRule(scope: RecordScope, name: string): CompiledDuplicateRule {
  const open = openRules(scope)
  const found = open.find(({ rule }) => rule.name === name)
  if (found !== undefined) return found
  const names = open.map(({ rule }) => rule.name)
  const near = nearestName(name, names)
  throw queryProblem(scope.ctx.locale, {
    pointer: '/rule',
    rule: 'unknownRule',
    message: {
      en: `'${scope.entity.name}' has no rule about duplicates called '${name}'${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `“${scope.entity.name}”没有名为“${name}”的查重规则${near === null ? '' : `，是否指“${near}”？`}`,
    },
  })
}

function wrongCursor({ locale }: RequestContext) {
  return queryProblem(locale, {
    pointer: '/after',
    rule: 'cursor',
    message: {
      en: "'after' is not a cursor of this list: take 'next' of the page before",
      'zh-CN': '“after”不是此列表的游标：请使用上一页的 next',
    },
  })
}
