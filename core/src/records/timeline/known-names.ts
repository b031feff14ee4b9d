import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ValueField } from '@tenon/sdk/contract/value-field'
import { sql } from 'kysely'
import type { ActorAccess } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import { linkTarget } from '../../model/field-link.ts'
import { hiddenFields } from '../hidden-fields.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable, tableOf } from '../record-scope.ts'
import { rowPredicate } from '../row-predicate.ts'

interface NamedRow {
  id: string
  label: string | null
  hidden: string[] | null
}

/** Ids by what they name: an entity, or one of `SYSTEM_TABLES`. */
export type WantedNames = Map<string, Set<string>>

export interface KnownNames {
  /** Id → name or title, of what the reader may see. */
  labels: Record<string, string>
  /** Ids of records that the reader may see, deleted ones among them. */
  visible: ReadonlySet<string>
  /** Of those, the fields that the reader does not see in this one. */
  hidden: ReadonlyMap<string, readonly string[]>
}

/** Things beside records whose names everybody may know who may see the entry. */
export const SYSTEM_TABLES = ['_user', '_team', '_tag', '_territory'] as const

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

export function isId(value: unknown): value is string {
  return typeof value === 'string' && UUID.test(value)
}

export function want(wanted: WantedNames, target: string, id: unknown): void {
  if (!isId(id)) return
  const ids = wanted.get(target) ?? new Set()
  wanted.set(target, ids.add(id))
}

/** Notes the ids that a value holds. */
export function wantValue(wanted: WantedNames, schema: ValueField, value: JsonValue | undefined): void {
  const target = linkTarget(schema)
  for (const one of [value].flat()) {
    if (target !== null) want(wanted, 'table' in target ? target.table : target.entity, one)
    else if (schema.fieldType === 'anyReference' && typeof one === 'object' && one !== null && 'entity' in one)
      want(wanted, String(one['entity']), one['id'])
  }
}

export function wantTags(wanted: WantedNames, value: JsonValue | undefined): void {
  for (const id of [value].flat()) want(wanted, '_tag', id)
}

/** One statement for all names together; none where nothing is wanted. */
export async function readNames(
  db: Queryable,
  ctx: RequestContext,
  { wanted, rights }: { wanted: WantedNames; rights: ActorAccess },
): Promise<KnownNames> {
  const parts = [...wanted].flatMap(([target, ids]) => {
    const list = sql`${[...ids]}::uuid[]`
    if ((SYSTEM_TABLES as readonly string[]).includes(target)) {
      return [
        sql`select u.id, u.name as label, null::text[] as hidden from ${systemTable(ctx, target)} u where u.id = any(${list})`,
      ]
    }
    const access = rights.readable(target)
    if (access === null) return []
    const { entity } = access
    const hidden = hiddenFields(access, { names: [...entity.fields.keys()], alias: 't' }) ?? sql`null::text[]`
    const title = access.canShow(entity.titleField.name) ? entity.titleField.titleText('t') : sql`null::text`
    return [
      sql`select t.id, ${title} as label, ${hidden} as hidden from ${tableOf(ctx, entity)} t
        where t.id = any(${list}) and ${rowPredicate(access, { action: 'read', alias: 't' })}`,
    ]
  })
  if (parts.length === 0) return { labels: {}, visible: new Set(), hidden: new Map() }
  const { rows } = await sql<NamedRow>`${sql.join(parts, sql` union all `)}`.execute(db)
  const hidden = new Map(rows.map((row) => [row.id, row.hidden ?? []]))
  const titles = new Set([...wanted.keys()].flatMap((target) => rights.readable(target)?.entity.titleField.name ?? []))
  const named = rows.flatMap(({ id, label, hidden: closed }) => {
    const isClosed = closed?.some((name) => titles.has(name)) === true
    return label === null || isClosed ? [] : [[id, label] as const]
  })
  return { labels: Object.fromEntries(named), visible: new Set(rows.map(({ id }) => id)), hidden }
}
