import type { Customer360, CustomerRecord } from '@tenon/sdk/contract/embed-token'
import type { FieldType, StoredFile } from '@tenon/sdk/contract/field-type'
import { textIn } from '@tenon/sdk/contract/locale'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { type RawBuilder, sql } from 'kysely'
import type { EntityAccess } from '../access/entity-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { formatValue } from './format-value.ts'
import { matchingRows } from './matching-rows.ts'
import { recordNotFound } from './record-not-found.ts'
import { type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { selectRecord } from './select-record.ts'

const MAX_RELATED = 20

export type ReadCustomer360 = (ctx: RequestContext) => Promise<Customer360>

/**
 * Makes the function that shows an end customer the own record and what belongs to it, newest first, at most 20 of
 * each entity, in words of the reader's language. One statement; the access engine decides on rows and fields.
 */
export function makeReadCustomer360({
  database,
  models,
  access,
  zones,
}: ScopeDependencies & { database: Database }): ReadCustomer360 {
  return async (ctx) => {
    if (ctx.actor.kind !== 'customer') throw notACustomer(ctx)
    const { subject } = ctx.actor
    const model = await models.get(ctx.tenant)
    const rights = await access.of(ctx, model)
    const timeZone = await zones.get(ctx.tenant)
    const scopeOf = (one: EntityAccess): RecordScope => ({
      ...{ ctx, model, rights, timeZone },
      access: one,
      entity: one.entity,
    })
    const own = scopeOf(rights.require(subject.entity, 'read'))
    const others = [...model.entities.keys()].filter((name) => name !== subject.entity)
    const related = others.flatMap((name) => rights.readable(name) ?? []).map(scopeOf)
    const { rows } = await sql<{ lists: TenonRecord[][] }>`
      select jsonb_build_array(${sql.join([own, ...related].map(newestRecords))}) as lists`.execute(
      database.tenant(ctx.tenant.schema),
    )
    const [[record] = [], ...lists] = rows[0]?.lists ?? []
    if (record === undefined) throw recordNotFound(own, subject.id)
    return {
      entity: subject.entity,
      record: customerRecord(own, record),
      related: related.map((scope, index) => relatedList(scope, lists[index] ?? [])),
    }
  }
}

function newestRecords(scope: RecordScope): RawBuilder<unknown> {
  return sql`(
    select coalesce(jsonb_agg(${selectRecord(scope, { alias: 'r' })} order by r.updated_at desc, r.id desc), '[]') from (
      select * from ${tableOf(scope.ctx, scope.entity)} r where ${matchingRows(scope, { alias: 'r' })}
      order by r.updated_at desc, r.id desc limit ${MAX_RELATED + 1}
    ) r)`
}

function relatedList(scope: RecordScope, records: TenonRecord[]): Customer360['related'][number] {
  return {
    entity: scope.entity.name,
    label: textIn(scope.entity.schema.pluralLabel, scope.ctx.locale),
    records: records.slice(0, MAX_RELATED).map((record) => customerRecord(scope, record)),
    more: records.length > MAX_RELATED,
  }
}

function customerRecord({ ctx, entity, access, timeZone }: RecordScope, record: TenonRecord): CustomerRecord {
  const ground = { locale: ctx.locale, labels: record.$labels ?? {}, timeZone }
  const text = (name: string) => {
    const field = entity.fields.get(name)
    return field === undefined ? '' : formatValue(field, record[name] as never, ground)
  }
  const title = access.canRead(entity.titleField.name) ? text(entity.titleField.name) : ''
  // The title is shown above the fields, and whose customer it is the reader knows.
  const hidden = new Set([entity.titleField.name, entity.schema.customerField])
  const shown = fieldsInOrder(entity).filter(({ name }) => access.canRead(name) && !hidden.has(name))
  return {
    id: record.id,
    title: title === '' ? textIn(entity.schema.label, ctx.locale) : title,
    updatedAt: record.updatedAt,
    fields: shown
      .map(({ name, schema, type }) => ({
        name,
        label: textIn(schema.label, ctx.locale),
        text: text(name),
        ...(isFile(type) && { files: (record[name] ?? []) as unknown as StoredFile[] }),
      }))
      .filter((field) => field.text !== ''),
    stage: stageOf(entity, record, ctx),
  }
}

function isFile(type: FieldType): boolean {
  return type === 'file' || type === 'image'
}

/** As in forms: by sections, then the rest as declared. */
function fieldsInOrder(entity: RecordScope['entity']) {
  const sectioned = (entity.schema.sections ?? []).flatMap(({ fields }) => fields)
  return [...new Set([...sectioned, ...entity.fields.keys()])].flatMap((name) => entity.fields.get(name) ?? [])
}

function stageOf(entity: RecordScope['entity'], record: TenonRecord, ctx: RequestContext): CustomerRecord['stage'] {
  const pipeline = entity.pipelines.find(({ name }) => name === record.pipeline)
  const stage = pipeline?.stages.get(record.stage ?? '')
  return stage === undefined ? null : { label: textIn(stage.label, ctx.locale), hue: stage.hue ?? 'gray' }
}

function notACustomer({ locale }: RequestContext): TenonError {
  const message = {
    en: 'This view is for customers who come through a host site with an embed token.',
    'zh-CN': '此视图仅供通过宿主网站嵌入令牌访问的客户使用。',
  }
  return new TenonError({ code: 'FORBIDDEN', message: textIn(message, locale) })
}
