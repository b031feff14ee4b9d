import { textIn } from '@tenon/sdk/contract/locale'
import type {
  ErasedBecomes,
  ErasedChoice,
  ErasureOfEntity,
  ErasurePlan,
  PersonRecord,
} from '@tenon/sdk/contract/privacy-api'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity, CompiledField, CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { recordNotFound } from '../record-not-found.ts'
import { systemTable, tableOf } from '../record-scope.ts'
import { askedFields, canBeChosen, choiceOf } from './chosen-values.ts'
import { whereTold } from './erase-history.ts'
import { erasedValue, mustHaveValue } from './erased-values.ts'
import { holdReasons } from './legal-holds.ts'
import { linksTo, personEntities } from './person-links.ts'
import { personalFields } from './personal-fields.ts'
import { readPersonRecords } from './read-person-records.ts'
import { recordsAsOne, recordsOfPerson } from './records-of-person.ts'

interface Scope {
  ctx: RequestContext
  model: CompiledModel
}

/** What is to be erased of an entity: ids of records, and why others stay. */
interface Doomed {
  entity: CompiledEntity
  ids: string[]
  /** How many of them are not in the trash. */
  live: number
  kept: ErasureOfEntity['kept']
}

export interface PlannedErasure {
  plan: ErasurePlan
  doomed: Doomed[]
}

/** Reads what an erasure of the person would do, and to which records. @throws TenonError NOT_FOUND */
export async function planErasure(
  db: Queryable,
  scope: Scope,
  person: { entity: CompiledEntity; id: string },
): Promise<PlannedErasure> {
  const { ctx } = scope
  const where = sql<boolean>`r.id = ${person.id}::uuid`
  const [found] = await readPersonRecords(db, scope, { entity: person.entity, where, matches: [], limit: 1 })
  if (found === undefined) throw recordNotFound({ ctx, entity: person.entity }, person.id)
  const doomed: Doomed[] = []
  const entities: ErasureOfEntity[] = []
  for (const { entity, ids } of await recordsOfPerson(db, scope, person)) {
    const fields = personalFields(entity)
    if (fields.length === 0) continue
    const { left, live, kept } = await withoutKept(db, scope, { entity, ids })
    doomed.push({ entity, ids: left, live, kept })
    entities.push(await describe(db, scope, { entity, fields, ids: left, kept }))
  }
  const blocks = [...(await heldBlocks(db, scope, person)), ...fieldBlocks(scope, entities, doomed)]
  const records = doomed.reduce((sum, { ids }) => sum + ids.length, 0)
  const choices = choicesOf(scope, doomed)
  return { plan: { person: found, entities, records, blocks, choices, confirm: confirmText(found) }, doomed }
}

/** The person's name, in one line; of one without, the end of the id. */
function confirmText({ title, id }: PersonRecord): string {
  return title.replaceAll(/\s+/g, ' ').trim() || id.slice(-8)
}

async function withoutKept(db: Queryable, { ctx }: Scope, { entity, ids }: { entity: CompiledEntity; ids: string[] }) {
  const { retain } = entity.schema
  const isKept: RawBuilder<boolean> =
    retain === undefined
      ? sql<boolean>`false`
      : retain.years === undefined
        ? sql<boolean>`true`
        : sql<boolean>`r.created_at > now() - make_interval(years => ${retain.years}::int)`
  const { rows } = await sql<{ id: string; live: boolean; kept: boolean; held: string | null }>`
    select r.id, r.deleted_at is null as live, ${isKept} as kept, h.reason as held from ${tableOf(ctx, entity)} r
    left join ${holdReasons(ctx, entity)} h on h.id = r.id
    where r.id = any(${idArray(ids)}) order by r.id`.execute(db)
  const counts = new Map<string, number>()
  const reason = retain === undefined ? '' : textIn(retain.reason, ctx.locale)
  for (const { kept, held } of rows) {
    const why = held ?? (kept ? reason : null)
    if (why !== null) counts.set(why, (counts.get(why) ?? 0) + 1)
  }
  const left = rows.filter(({ kept, held }) => !kept && held === null)
  const live = left.filter((row) => row.live).length
  return { left: left.map(({ id }) => id), live, kept: [...counts].map(([why, records]) => ({ reason: why, records })) }
}

interface Described extends Omit<Doomed, 'live'> {
  fields: readonly CompiledField[]
}

async function describe(
  db: Queryable,
  scope: Scope,
  { entity, fields, ids, kept }: Described,
): Promise<ErasureOfEntity> {
  const { ctx, model } = scope
  const filled = fields.map((field, index) => {
    return sql`count(*) filter (where ${field.selectJson('r')} is not null)::int as ${sql.id(`f${index}`)}`
  })
  const files = sql`select count(*)::int from ${systemTable(ctx, '_file')} f where f.record_id = any(${idArray(ids)})
    and f.field_id = any(${fields.map(({ id }) => id)}::text[])`
  const history = sql`select count(*)::int from ${systemTable(ctx, '_audit')} a where ${whereTold({ entity, ids, fields }, 'a')}`
  const { rows } = await sql<Record<string, number>>`
    select count(*)::int as records, count(*) filter (where r.deleted_at is not null)::int as deleted,
      (${files}) as files, (${history}) as history, count(*) filter (where ${namesOthers(model, entity)})::int as others,
      ${sql.join(filled)}
    from ${tableOf(ctx, entity)} r where r.id = any(${idArray(ids)})`.execute(db)
  const [counted = {}] = rows
  const { names } = nameBook(model)
  return {
    entity: names.entity(entity.name),
    label: textIn(entity.schema.pluralLabel, ctx.locale),
    ...{ records: counted['records'] ?? 0, deleted: counted['deleted'] ?? 0, files: counted['files'] ?? 0 },
    ...{ history: counted['history'] ?? 0, ofOthersToo: counted['others'] ?? 0, kept },
    fields: fields.map((field, index) => ({
      field: names.field(entity.name, field.name),
      label: textIn(field.schema.label, ctx.locale),
      filled: counted[`f${index}`] ?? 0,
      becomes: becomes(entity, field),
    })),
  }
}

function becomes(entity: CompiledEntity, field: CompiledField): ErasedBecomes {
  const value = erasedValue(entity, { field, id: NO_RECORD, locale: 'en' })
  if (value === undefined) return 'chosen'
  const isEmpty = value === null || (Array.isArray(value) && value.length === 0)
  return mustHaveValue(entity, field) && !isEmpty ? 'replaced' : 'empty'
}

const NO_RECORD = '00000000-0000-0000-0000-000000000000'

/** Two references to persons that are both filled: the values may be another one's too. */
function namesOthers(model: CompiledModel, entity: CompiledEntity): RawBuilder<boolean> {
  const links = personEntities(model).flatMap((person) =>
    linksTo(model, person).filter((link) => link.entity === entity),
  )
  const columns = [...new Set(links.map(({ field }) => field))]
  const [first, second] = columns
  if (first === undefined || (second === undefined && first.type !== 'multiReference')) return sql<boolean>`false`
  const filled = columns.map((field) => {
    return field.type === 'multiReference'
      ? sql`coalesce(cardinality(${field.comparable('r')}), 0)`
      : sql`(${field.comparable('r')} is not null)::int`
  })
  return sql<boolean>`${sql.join(filled, sql` + `)} > 1`
}

/** A hold on the person, also one that was put on what was merged away since. */
async function heldBlocks(
  db: Queryable,
  { ctx }: Scope,
  person: { entity: CompiledEntity; id: string },
): Promise<string[]> {
  const ids = await recordsAsOne(db, ctx, person)
  const holds = db.selectFrom('_legal_hold').select('reason').where('entity', '=', person.entity.name)
  const held = await holds.where('record_id', 'in', ids).orderBy('reason').execute()
  return [...new Set(held.map(({ reason }) => reason))].map((reason) => {
    return textIn({ en: `Nothing may be erased: ${reason}`, 'zh-CN': `禁止删除：${reason}` }, ctx.locale)
  })
}

/** Fields whose values somebody has to choose, of entities of which there are records. */
function choicesOf({ ctx, model }: Scope, doomed: readonly Doomed[]): ErasedChoice[] {
  const { names } = nameBook(model)
  const asked = doomed.flatMap(({ entity, ids, live }) =>
    ids.length === 0 ? [] : askedFields(entity).filter(({ field }) => canBeChosen(field, live)),
  )
  return asked.map((one) => choiceOf({ ctx, names }, one))
}

/** Fields that need a value of their own in each of several records, for which nothing without meaning is known. */
function fieldBlocks({ ctx }: Scope, entities: readonly ErasureOfEntity[], doomed: readonly Doomed[]): string[] {
  if (entities.length === 0) return [textIn(NO_FIELDS, ctx.locale)]
  return doomed.flatMap(({ entity, ids, live }) => {
    if (ids.length === 0) return []
    const stuck = askedFields(entity).filter(({ field }) => !canBeChosen(field, live))
    return stuck.map(({ field: { schema } }) => {
      const [of, label] = [textIn(entity.schema.pluralLabel, ctx.locale), textIn(schema.label, ctx.locale)]
      const message = {
        en: `${label} of ${of} must have a value, another one in each record, and ${live} records would need one: move all of them but one to the trash, or make the field optional first.`,
        'zh-CN': `${of}的“${label}”为必填且不可重复，有 ${live} 条记录各需一个值：请先将其中除一条外的记录移入回收站，或将该字段设为选填。`,
      }
      return textIn(message, ctx.locale)
    })
  })
}

const NO_FIELDS = {
  en: 'No field of this person’s records is marked as personal: mark them in the studio first.',
  'zh-CN': '此人的记录中没有标记为个人信息的字段：请先在工作室中标记。',
}
