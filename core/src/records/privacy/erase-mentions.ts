import type { FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { LOCALES } from '@tenon/sdk/contract/locale'
import { type RawBuilder, sql } from 'kysely'
import { actorReference, type RequestContext } from '../../context/request-context.ts'
import { idArray } from '../find-followers.ts'
import type { Queryable } from '../queryable.ts'
import { systemTable, tableOf } from '../record-scope.ts'
import { completeJson } from '../row-json.ts'
import type { ErasedBatch } from './erased-batch.ts'
import { erasedContact, erasedValue } from './erased-values.ts'

export interface Mentions {
  /** Addresses and numbers that the records have or had, folded, and what takes their place. */
  contacts: ReadonlyMap<string, string>
  /** Those and what the records are called or were, in small letters: what a message would name them by. */
  texts: readonly string[]
}

const CONTACTS: Partial<Record<FieldType, 'email' | 'phone'>> = {
  ...{ email: 'email', emails: 'email', phone: 'phone', phones: 'phone' },
}
/** Shorter ones stand in too many texts of other things. */
const SHORTEST = 4
/** More are not counted: a report is for somebody to look at. */
const MOST_TEXTS = 1_000

/** Reads, before anything is erased, by what texts elsewhere would mean the records: now, and in their history. */
export async function readMentions(trx: Queryable, ctx: RequestContext, batch: ErasedBatch): Promise<Mentions> {
  const { entity, ids, fields } = batch
  const telling = fields.filter((field) => CONTACTS[field.type] !== undefined || field === entity.titleField)
  const contacts = new Map<string, string>()
  const texts = new Set<string>()
  if (telling.length === 0) return { contacts, texts: [] }
  const { rows } = await sql<{ id: string; values: JsonObject }>`
    select r.id, ${completeJson(entity, 'r')} as values from ${tableOf(ctx, entity)} r where r.id = any(${idArray(ids)})
    union all select a.record_id, jsonb_build_object(c.key, jsonb_build_array(c.value -> 'old', c.value -> 'new'))
      from ${systemTable(ctx, '_audit')} a, jsonb_each(a.changes) c
      where a.entity = ${entity.name}::text and a.record_id = any(${idArray(ids)})
        and c.key = any(${telling.map(({ name }) => name)}::text[])`.execute(trx)
  for (const { id, values } of rows) {
    for (const field of telling) {
      const kind = CONTACTS[field.type]
      for (const text of textsIn(values[field.name] ?? null)) {
        if (kind !== undefined && text !== erasedContact(kind, id)) contacts.set(folded(text), erasedContact(kind, id))
        const isErased = LOCALES.some((locale) => erasedValue(entity, { id, locale, field }) === text)
        if (text.length >= SHORTEST && !isErased) texts.add(text.toLowerCase())
      }
    }
  }
  return { contacts, texts: [...texts] }
}

/**
 * Erases what others' reports on changes of many records say of the records, and has what such a change set, and what filters
 * of saved views ask for, be nobody's address or number where it was one of theirs.
 */
export async function eraseMentions(trx: Queryable, ctx: RequestContext, mentions: Mentions): Promise<void> {
  const { contacts, texts } = mentions
  if (texts.length > 0) {
    // Rows of files that were not imported are kept with what they say.
    await sql`update ${systemTable(ctx, '_bulk_row')} b set message = null, input = b.input - 'cells'
      where (b.message is not null or jsonb_exists(b.input, 'cells')) and exists (select 1 from unnest(${texts}::text[]) t(text)
        where strpos(lower(concat_ws(' ', b.message, b.input ->> 'cells')), t.text) > 0)`.execute(trx)
  }
  if (contacts.size === 0) return
  await eraseInRuns(trx, ctx, contacts)
  await eraseInViews(trx, ctx, contacts)
}

/**
 * What people wrote themselves of other things stays, whoever it names: the reasons of changes of many records, names of saved
 * views and what these look for. Tells where it names one of the records, for somebody to look at.
 */
export async function readNamingTexts(trx: Queryable, ctx: RequestContext, { texts }: Mentions): Promise<string[]> {
  if (texts.length === 0) return []
  const names = (text: RawBuilder<unknown>) => sql`exists (
    select 1 from unnest(${texts}::text[]) t(text) where strpos(lower(${text}), t.text) > 0)`
  const { rows } = await sql<{ place: string }>`
    select 'reason ' || r.id as place from ${systemTable(ctx, '_bulk_run')} r where r.reason is not null and ${names(sql`r.reason`)}
    union select 'view ' || v.id from ${systemTable(ctx, '_saved_view')} v
      where ${names(sql`concat_ws(' ', v.name, v.definition -> 'where')`)}
    order by 1 limit ${MOST_TEXTS}::int`.execute(trx)
  return rows.map(({ place }) => place)
}

async function eraseInRuns(trx: Queryable, ctx: RequestContext, contacts: Mentions['contacts']): Promise<void> {
  const runs = await trx.selectFrom('_bulk_run').select(['id', 'operation']).orderBy('id').execute()
  for (const { id, operation } of runs) {
    if (operation.kind !== 'update') continue
    const values = withoutContacts(operation.values, contacts)
    if (JSON.stringify(values) === JSON.stringify(operation.values)) continue
    await sql`update ${systemTable(ctx, '_bulk_run')} set operation = ${JSON.stringify({ ...operation, values })}::json
      where id = ${id}::uuid`.execute(trx)
  }
}

async function eraseInViews(trx: Queryable, ctx: RequestContext, contacts: Mentions['contacts']): Promise<void> {
  const views = await trx.selectFrom('_saved_view').select(['id', 'definition']).orderBy('id').execute()
  for (const { id, definition } of views) {
    const where = withoutContacts(definition.where as JsonValue, contacts)
    if (JSON.stringify(where) === JSON.stringify(definition.where)) continue
    await sql`update ${systemTable(ctx, '_saved_view')} set version = version + 1, updated_at = now(),
      updated_by = ${actorReference(ctx.actor)}, definition = jsonb_set(definition, '{where}', ${JSON.stringify(where)}::jsonb)
      where id = ${id}::uuid`.execute(trx)
  }
}

function withoutContacts(value: JsonValue, contacts: Mentions['contacts']): JsonValue {
  if (typeof value === 'string') return contacts.get(folded(value)) ?? value
  if (Array.isArray(value)) return value.map((one) => withoutContacts(one, contacts))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withoutContacts(one, contacts)]))
}

/** As far as people write the same address or number differently. */
function folded(text: string): string {
  const plain = text.trim().toLowerCase()
  return plain.startsWith('+') ? plain.replaceAll(/[^+0-9]/g, '') : plain
}

function textsIn(value: JsonValue): string[] {
  if (typeof value === 'string') return value === '' ? [] : [value]
  return Array.isArray(value) ? value.flatMap(textsIn) : []
}
