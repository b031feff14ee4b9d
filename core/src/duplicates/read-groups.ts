import type { DuplicateGroup, DuplicateGroups, DuplicateGroupsInput } from '@tenon/sdk/contract/duplicates-api'
import { sql } from 'kysely'
import type { CompiledDuplicateRule } from '../model/compiled-model.ts'
import { readVisible } from '../records/duplicates/check-duplicates.ts'
import { MOST_IN_GROUP } from '../records/duplicates/find-duplicates.ts'
import type { Queryable } from '../records/queryable.ts'
import { type RecordScope, systemTable, tableOf } from '../records/record-scope.ts'
import { fieldPredicate, rowPredicate } from '../records/row-predicate.ts'

const PAGE = 100

interface Asked extends Pick<DuplicateGroupsInput, 'after' | 'limit'> {
  /** Id of the search. */
  search: string
  rule: CompiledDuplicateRule
}

/**
 * Groups of a search, by their first records, of live records that the reader may see, in which all that the rule looks at is
 * open to them: what hangs together only by way of others is no group to them.
 */
export async function readGroups(
  db: Queryable,
  scope: RecordScope,
  { search, rule, after = '', limit = PAGE }: Asked,
): Promise<DuplicateGroups> {
  const all = connected(await visiblePairs(db, scope, { search, rule }))
  const begin = after === '' ? 0 : all.findIndex(([first = '']) => first > after)
  const page = begin < 0 ? [] : all.slice(begin, begin + limit)
  const shown = page.map((ids) => ids.slice(0, MOST_IN_GROUP))
  const known = new Map((await readVisible(db, scope, { rule, ids: shown.flat() })).map((one) => [one.id, one]))
  const groups = page.map((ids, at): DuplicateGroup => {
    const records = (shown[at] ?? []).flatMap((id) => known.get(id) ?? [])
    return { records, ...(ids.length > MOST_IN_GROUP && { more: ids.length - MOST_IN_GROUP }) }
  })
  const isLast = begin < 0 || begin + limit >= all.length
  return { groups, count: all.length, next: isLast ? null : (page.at(-1)?.[0] ?? null) }
}

async function visiblePairs(
  db: Queryable,
  { ctx, access, entity }: RecordScope,
  { search, rule }: Pick<Asked, 'search' | 'rule'>,
): Promise<Array<[string, string]>> {
  const table = tableOf(ctx, entity)
  const visible = (alias: string) => {
    const closed = rule.match.flatMap(
      ({ field }) => fieldPredicate(access, { field: field.name, right: 'read', alias }) ?? [],
    )
    const rows = sql`${sql.ref(`${alias}.deleted_at`)} is null and ${rowPredicate(access, { action: 'read', alias })}`
    return closed.length === 0 ? rows : sql`${rows} and ${sql.join(closed, sql` and `)}`
  }
  const { rows } = await sql<{ one: string; other: string }>`
    select p.one, p.other from ${systemTable(ctx, '_duplicate_pair')} p
      join ${table} a on a.id = p.one join ${table} b on b.id = p.other
    where p.search = ${search}::uuid and ${visible('a')} and ${visible('b')} and not exists (
      select 1 from ${systemTable(ctx, '_not_duplicate')} n where n.one = p.one and n.other = p.other)`.execute(db)
  return rows.map(({ one, other }) => [one, other])
}

/** Ids that hang together, each group in the order of its ids, by the first of them. */
function connected(pairs: ReadonlyArray<readonly [string, string]>): string[][] {
  const parents = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let up = parents.get(root); up !== undefined && up !== root; up = parents.get(root)) root = up
    // Whoever asks again has a short way.
    for (let at = id; at !== root; ) {
      const up = parents.get(at) ?? root
      parents.set(at, root)
      at = up
    }
    return root
  }
  for (const [one, other] of pairs) {
    for (const id of [one, other]) if (!parents.has(id)) parents.set(id, id)
    const roots = [rootOf(one), rootOf(other)].sort()
    parents.set(roots[1] ?? one, roots[0] ?? one)
  }
  const groups = Map.groupBy([...parents.keys()].sort(), rootOf)
  return [...groups.values()].sort(([one = ''], [other = '']) => (one < other ? -1 : 1))
}
