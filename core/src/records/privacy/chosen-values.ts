import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { ErasedChoice } from '@tenon/sdk/contract/privacy-api'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import type { RequestContext } from '../../context/request-context.ts'
import type { CompiledEntity, CompiledField, CompiledModel } from '../../model/compiled-model.ts'
import { type NameBook, nameBook } from '../../model/names/name-book.ts'
import { validateRecord } from '../../model/validate-record.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { tableOf } from '../record-scope.ts'
import { erasedValue } from './erased-values.ts'
import { personalFields } from './personal-fields.ts'

/** Values that whoever erases has chosen, by the keys of entity and field. */
export type ChosenValues = Readonly<Record<string, JsonObject>>

interface Asked {
  entity: CompiledEntity
  field: CompiledField
}

const NO_RECORD = '00000000-0000-0000-0000-000000000000'

/** Personal fields that must have a value of which none without meaning is known: somebody has to choose it. */
export function askedFields(entity: CompiledEntity): Asked[] {
  return personalFields(entity).flatMap((field) => {
    const isKnown = erasedValue(entity, { field, id: NO_RECORD, locale: 'en' }) !== undefined
    return isKnown ? [] : [{ entity, field }]
  })
}

/** Whether one value can stand in all of so many live records; in the trash, no value is anybody's own. */
export function canBeChosen({ schema }: CompiledField, live: number): boolean {
  return schema.unique !== true || live <= 1
}

export function choiceOf(
  { ctx, names }: { ctx: RequestContext; names: NameBook['names'] },
  asked: Asked,
): ErasedChoice {
  const { entity, field } = asked
  return {
    ...{ entity: names.entity(entity.name), field: names.field(entity.name, field.name) },
    entityLabel: textIn(entity.schema.pluralLabel, ctx.locale),
    schema: field.schema,
  }
}

interface Checked {
  model: CompiledModel
  choices: readonly ErasedChoice[]
  /** As the caller gave them, by names. */
  values: Record<string, JsonObject> | undefined
  /** Records that are to get them, by the keys of entities. */
  idsOf: ReadonlyMap<string, readonly string[]>
}

/**
 * The values for all that the plan asks for, as they are stored, by keys.
 * @throws TenonError VALIDATION_FAILED where one is missing, does not fit its field, names no living record, is another record's alone, or is not asked for
 */
export async function checkChosen(
  db: Queryable,
  ctx: RequestContext,
  { model, choices, values = {}, idsOf }: Checked,
): Promise<ChosenValues> {
  const { names } = nameBook(model)
  const wanted = new Set(choices.map(({ entity, field }) => `${entity}/${field}`))
  const given = Object.entries(values).flatMap(([of, fields]) => Object.keys(fields).map((field) => `${of}/${field}`))
  const problems: Problem[] = [
    ...given.filter((place) => !wanted.has(place)).map((place) => problemAt(ctx, place, NOT_ASKED)),
    ...[...wanted].filter((place) => !given.includes(place)).map((place) => problemAt(ctx, place, MISSING)),
  ]
  if (problems.length > 0) throw refused(problems)
  const chosen: Record<string, JsonObject> = {}
  for (const entity of model.entities.values()) {
    const own = values[names.entity(entity.name)]
    if (own === undefined) continue
    const keyed = Object.fromEntries(
      askedFields(entity).flatMap(({ field }) => {
        const value = own[names.field(entity.name, field.name)]
        return value === undefined ? [] : [[field.name, value]]
      }),
    )
    // As code that works a value out: nobody may set some of these by hand.
    const valid: JsonObject = validateRecord(entity, keyed, { mode: 'computed', locale: ctx.locale })
    const empty = Object.keys(valid).filter((name) => valid[name] === null)
    if (empty.length > 0) throw refused(empty.map((name) => problemAt(ctx, `${entity.name}/${name}`, MISSING)))
    await requireLiving(db, ctx, { model, entity, values: valid })
    await requireFree(db, ctx, { entity, values: valid, ids: idsOf.get(entity.name) ?? [] })
    chosen[entity.name] = valid
  }
  return chosen
}

/** What is put into records must be something that they may name. */
async function requireLiving(
  db: Queryable,
  ctx: RequestContext,
  { model, entity, values }: { model: CompiledModel; entity: CompiledEntity; values: JsonObject },
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = entity.fields.get(name)
    const found = field === undefined ? null : await isLiving(db, ctx, { model, field, value })
    if (found === false) throw refused([problemAt(ctx, `${entity.name}/${name}`, NOBODY)])
  }
}

async function isLiving(
  db: Queryable,
  ctx: RequestContext,
  { model, field, value }: { model: CompiledModel; field: CompiledField; value: JsonValue },
): Promise<boolean | null> {
  if (field.type === 'user' || field.type === 'team') {
    const table = field.type === 'user' ? '_user' : '_team'
    return (await db.selectFrom(table).select('id').where('id', '=', String(value)).executeTakeFirst()) !== undefined
  }
  const target = field.type === 'reference' ? model.entities.get(field.schema.reference?.entity ?? '') : undefined
  if (target === undefined) return null
  const { rows } = await sql`select 1 from ${tableOf(ctx, target)}
    where id = ${String(value)}::uuid and deleted_at is null`.execute(db)
  return rows.length > 0
}

/** What no two records may have must not be another one's; that is named, for it has to make room or another value be chosen. */
async function requireFree(
  db: Queryable,
  ctx: RequestContext,
  { entity, values, ids }: { entity: CompiledEntity; values: JsonObject; ids: readonly string[] },
): Promise<void> {
  for (const [name, value] of Object.entries(values)) {
    const field = entity.fields.get(name)
    if (field?.schema.unique !== true) continue
    const { rows } = await sql<{ title: string | null }>`select ${entity.titleField.titleText('r')} as title
      from ${tableOf(ctx, entity)} r where r.deleted_at is null and not r.id = any(${idArray(ids)})
        and ${field.comparable('r')} = ${field.comparisonValue(value, ctx.locale)} limit 1`.execute(db)
    const [holder] = rows
    if (holder !== undefined) throw refused([problemAt(ctx, `${entity.name}/${name}`, takenWords(holder.title ?? ''))])
  }
}

function takenWords(title: string) {
  return {
    en: `No two records may have this value, and '${title}' has it: choose another, or change it there first.`,
    'zh-CN': `此值不可重复，已被“${title}”使用：请选择其他值，或先在该记录中修改。`,
  }
}

function problemAt({ locale }: RequestContext, place: string, message: { en: string; 'zh-CN': string }): Problem {
  return { pointer: `/values/${place}`, rule: 'chosen', message: textIn(message, locale) }
}

function refused(problems: Problem[]): TenonError {
  return new TenonError({ code: 'VALIDATION_FAILED', message: problems[0]?.message ?? '', problems })
}

const MISSING = {
  en: 'This field must have a value: choose the one that is to stand there instead.',
  'zh-CN': '该字段为必填：请选择要替换成的值。',
}
const NOT_ASKED = { en: 'No value is asked for here.', 'zh-CN': '此处不需要填写值。' }
const NOBODY = { en: 'There is nothing of this id.', 'zh-CN': '没有此编号对应的内容。' }
