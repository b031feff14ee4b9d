import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import type { CompiledEntity, CompiledField } from '../model/compiled-model.ts'
import { isIdList } from '../model/field-link.ts'
import { stagesNeeding } from './needed-in-stage.ts'
import type { Queryable } from './queryable.ts'
import { type RecordScope, tableOf } from './record-scope.ts'
import { fieldPredicate, rowPredicate } from './row-predicate.ts'

/** More than this in one transaction would hold its locks for too long. */
const MAX_FOLLOWERS = 10_000

interface Group {
  entity: CompiledEntity
  field: string
  ids: string[]
}

/** Records that name others of one entity, which go. */
interface Cleared extends Group {
  gone: string[]
}

export interface Followers {
  /** Records whose reference is to be emptied, or whose list those that go are to leave. */
  cleared: Cleared[]
  /** Records to be deleted too, those that refer to others of them first. */
  deleted: Array<Pick<Group, 'entity' | 'ids'>>
}

/**
 * Finds and locks the live records that a delete takes along, as the reference fields' on-delete says.
 * @throws TenonError REFERENCE_CONFLICT where a `restrict` stands in the way
 */
export async function findFollowers(trx: Queryable, scope: RecordScope, id: string): Promise<Followers> {
  const doomed = new Map<string, Set<string>>([[scope.entity.name, new Set([id])]])
  const cleared: Cleared[] = []
  const holding: Group[] = []
  const deleted: Followers['deleted'] = []
  let level: Array<Pick<Group, 'entity' | 'ids'>> = [{ entity: scope.entity, ids: [id] }]
  while (level.length > 0) {
    const next: typeof level = []
    for (const target of level) {
      for (const link of await readLinks(trx, scope, target)) {
        if (link.onDelete === 'setNull') cleared.push({ ...link, gone: target.ids })
        else if (link.onDelete === 'restrict') holding.push(link)
        else next.push(...takeAlong(doomed, link))
      }
    }
    deleted.unshift(...next)
    level = next
    checkSize(scope, [...cleared, ...deleted])
  }
  const survivors = (group: Group) => group.ids.filter((one) => !doomed.get(group.entity.name)?.has(one))
  const held = holding.map((group) => ({ ...group, ids: survivors(group) })).filter(({ ids }) => ids.length > 0)
  if (held.length > 0) throw await stillReferenced(trx, scope, held)
  const kept = cleared.map((group) => ({ ...group, ids: survivors(group) })).filter(({ ids }) => ids.length > 0)
  return { cleared: kept, deleted }
}

type Link = Group & { onDelete: 'restrict' | 'setNull' | 'cascade' }

/** Live records that name one of these, with what becomes of them or of their reference where those go; they are held. */
export async function readLinks(
  trx: Queryable,
  { ctx, model }: RecordScope,
  target: Pick<Group, 'entity' | 'ids'>,
): Promise<Link[]> {
  const found: Link[] = []
  for (const { entity: name, field, onDelete } of target.entity.referencedBy) {
    const entity = model.entities.get(name)
    const reference = entity?.fields.get(field)
    if (entity === undefined || reference === undefined) continue
    const { rows } = await sql<{ id: string; mustStay: boolean }>`
      select r.id, ${isEmptied(reference, target.ids)} and ${isNeeded(entity, reference)} as "mustStay"
      from ${tableOf(ctx, entity)} r
      where ${namesOneOf(reference, target)}
        and r.deleted_at is null order by r.id limit ${MAX_FOLLOWERS + 1} for update`.execute(trx)
    const links = Map.groupBy(rows, ({ mustStay }) => (mustStay ? NOT_EMPTY[onDelete] : onDelete))
    for (const [effect, group] of links) found.push({ entity, field, onDelete: effect, ids: group.map(({ id }) => id) })
  }
  return found
}

/** What a field that must have a value makes of each rule that would empty it. */
const NOT_EMPTY = { restrict: 'restrict', setNull: 'restrict', cascade: 'cascade' } as const

/** Whether `r` names one of these by the field, alone or in a list. */
export function namesOneOf(
  field: CompiledField,
  { entity, ids }: { entity: Pick<CompiledEntity, 'name'>; ids: readonly string[] },
): RawBuilder<boolean> {
  const held = field.comparable('r')
  const [, of] = field.columns
  if (field.type === 'anyReference' && of !== undefined) {
    return sql<boolean>`${held} = any(${idArray(ids)}) and ${sql.ref(`r.${of.name}`)} = ${entity.name}`
  }
  return isIdList(field) ? sql<boolean>`${held} && ${idArray(ids)}` : sql<boolean>`${held} = any(${idArray(ids)})`
}

function isEmptied(field: CompiledField, ids: readonly string[]): RawBuilder<boolean> {
  return isIdList(field) ? sql<boolean>`${field.comparable('r')} <@ ${idArray(ids)}` : sql<boolean>`true`
}

/** Whether a record must have a value in the field: always, or in the stage where it is. */
function isNeeded(entity: CompiledEntity, field: CompiledField): RawBuilder<boolean> {
  if (field.required) return sql<boolean>`true`
  const places = stagesNeeding(entity, field.name).map(
    ({ pipeline, stage }) => sql<boolean>`(r.pipeline = ${pipeline} and r.stage = ${stage})`,
  )
  return places.length === 0 ? sql<boolean>`false` : sql<boolean>`coalesce(${sql.join(places, sql` or `)}, false)`
}

/** Ids as one parameter, however many. */
export function idArray(ids: readonly string[]): RawBuilder<unknown> {
  return sql`array(select jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb)::uuid)`
}

/** Marks a link's records as going too; those that were marked already are not followed again. */
function takeAlong(doomed: Map<string, Set<string>>, { entity, ids }: Group): Array<Pick<Group, 'entity' | 'ids'>> {
  const known = doomed.get(entity.name) ?? new Set<string>()
  const fresh = ids.filter((id) => !known.has(id))
  doomed.set(entity.name, new Set([...known, ...fresh]))
  return fresh.length === 0 ? [] : [{ entity, ids: fresh }]
}

function checkSize({ ctx }: RecordScope, groups: ReadonlyArray<Pick<Group, 'ids'>>): void {
  const count = groups.reduce((sum, { ids }) => sum + ids.length, 0)
  if (count <= MAX_FOLLOWERS) return
  const message = {
    en: `More than ${MAX_FOLLOWERS} records depend on this one: change or delete them first.`,
    'zh-CN': `有超过 ${MAX_FOLLOWERS} 条记录依赖于它，请先修改或删除这些记录。`,
  }
  throw new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(message, ctx.locale) })
}

/** Of records out of the actor's sight only that there are some is told: how many, or of which entity, is nobody's business. */
async function stillReferenced(trx: Queryable, scope: RecordScope, held: Group[]): Promise<TenonError> {
  const { locale } = scope.ctx
  const phrases: string[] = []
  let hasOthers = false
  for (const group of held) {
    const count = await countInSight(trx, scope, group)
    const shown = count > MAX_FOLLOWERS ? `> ${MAX_FOLLOWERS}` : String(count)
    if (count > 0) phrases.push(`${shown} × ${textIn(group.entity.schema.label, locale)}`)
    hasOthers ||= count < group.ids.length
  }
  if (hasOthers) phrases.push(textIn(OTHERS, locale))
  const label = textIn(scope.entity.schema.label, locale)
  const message = {
    en: `This ${label} cannot be deleted: records still refer to it (${phrases.join(', ')}).`,
    'zh-CN': `无法删除此${label}：仍有记录引用它（${phrases.join('，')}）。`,
  }
  return new TenonError({ code: 'REFERENCE_CONFLICT', message: textIn(message, locale) })
}

const OTHERS: LocalizedText = { en: 'some that you cannot see', 'zh-CN': '您无权查看的记录' }

/** How many of these the actor may read, on which the field that refers to it is open. */
async function countInSight(trx: Queryable, { ctx, rights }: RecordScope, { entity, field, ids }: Group) {
  const access = rights.readable(entity.name)
  if (access === null || !access.canShow(field)) return 0
  const open = fieldPredicate(access, { field, right: 'read', alias: 'r' }) ?? sql<boolean>`true`
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from ${tableOf(ctx, entity)} r
    where r.id = any(${idArray(ids)}) and ${rowPredicate(access, { action: 'read', alias: 'r' })} and ${open}`.execute(
    trx,
  )
  return rows[0]?.count ?? 0
}
