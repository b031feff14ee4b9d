import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { EXPORT_RIGHT, type PersonInput } from '@tenon/sdk/contract/privacy-api'
import { TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { RequestContext } from '../../context/request-context.ts'
import type { TenantZones } from '../../db/tenant-zones.ts'
import type { CompiledModel } from '../../model/compiled-model.ts'
import { nameBook } from '../../model/names/name-book.ts'
import { TAGS_LABEL } from '../common-labels.ts'
import { csvLine, escapeFormula } from '../csv-line.ts'
import { formatValue } from '../format-value.ts'
import { isUuid } from '../is-uuid.ts'
import { recordNotFound } from '../record-not-found.ts'
import { type ExportedRecord, readExported } from './exported-records.ts'
import { entityCalled, type PrivacyGround } from './privacy-ground.ts'
import { recordsOfPerson } from './records-of-person.ts'
import { requirePrivacyRight } from './require-privacy-right.ts'

const BATCH = 200

type PersonExportFormat = 'json' | 'csv'

export type ExportPerson = (
  ctx: RequestContext,
  input: PersonInput & { format: PersonExportFormat },
) => Promise<AsyncIterable<string>>

interface Dependencies extends PrivacyGround {
  zones: Pick<TenantZones, 'get'>
}

/**
 * Makes the function that gives all that is held of a person as text, a batch of records at a time: as one JSON document,
 * or as CSV with a line per value for people. Whatever rows and fields the roles of who asks show otherwise; in the audit trail.
 * @throws TenonError FORBIDDEN, BAD_REQUEST, NOT_FOUND before any text is given
 */
export function makeExportPerson(ground: Dependencies): ExportPerson {
  const { database, models, access, recordChange, zones } = ground
  return async (ctx, { entity: name, id, format }) => {
    await requirePrivacyRight(access, ctx, EXPORT_RIGHT)
    const model = await models.get(ctx.tenant)
    const entity = entityCalled(ctx, model, { name, person: true })
    if (!isUuid(id)) throw recordNotFound({ ctx, entity }, id)
    const db = database.tenant(ctx.tenant.schema)
    const groups = await recordsOfPerson(db, { ctx, model }, { entity, id })
    const [own] = await readExported(db, { ctx, model }, { entity, ids: [id] })
    if (own === undefined) throw recordNotFound({ ctx, entity }, id)
    const records = groups.reduce((sum, { ids }) => sum + ids.length, 0)
    await recordChange(ctx, { action: 'privacy.export', id, details: { of: entity.name, format, records } })

    async function* all(): AsyncGenerator<ExportedRecord[]> {
      for (const group of groups) {
        for (let at = 0; at < group.ids.length; at += BATCH) {
          ctx.signal.throwIfAborted()
          await requirePrivacyRight(access, ctx, EXPORT_RIGHT)
          const ids = group.ids.slice(at, at + BATCH)
          yield await readExported(db, { ctx, model }, { entity: group.entity, ids })
        }
      }
    }
    const timeZone = await zones.get(ctx.tenant)
    const head = { entity: nameBook(model).names.entity(entity.name), id, title: own.title }
    return format === 'json' ? jsonText(all(), head) : csvText(all(), { ctx, model, timeZone })
  }
}

async function* jsonText(
  batches: AsyncIterable<ExportedRecord[]>,
  person: { entity: string; id: string; title: string },
): AsyncGenerator<string> {
  const head = { format: 'tenon.person', formatVersion: 1, exportedAt: new Date().toISOString(), person }
  yield `${JSON.stringify(head).slice(0, -1)},"records":[`
  let isFirst = true
  for await (const records of batches) {
    for (const { labelTexts: _labels, keys: _keys, ...record } of records) {
      yield `${isFirst ? '' : ','}\n${JSON.stringify(record)}`
      isFirst = false
    }
  }
  yield '\n]}\n'
}

interface Shown {
  ctx: RequestContext
  model: CompiledModel
  timeZone: string
}

const HEADINGS = {
  en: ['Kind', 'Record', 'Id', 'When', 'What', 'Value', 'Value before', 'By'],
  'zh-CN': ['类型', '记录', '编号', '时间', '内容', '值', '原值', '操作人'],
}

/** With the byte order mark by which spreadsheets know UTF-8, and no text that one would run as a formula. */
async function* csvText(batches: AsyncIterable<ExportedRecord[]>, shown: Shown): AsyncGenerator<string> {
  yield `\uFEFF${csvLine(HEADINGS[shown.ctx.locale])}`
  for await (const records of batches) {
    const lines = records.flatMap((record) => linesOf(record, shown))
    yield lines.map((cells) => csvLine(cells.map((cell) => escapeFormula(cell)))).join('')
  }
}

function linesOf(record: ExportedRecord, { ctx, model, timeZone }: Shown): string[][] {
  const entity = model.entities.get(record.keys.entity)
  const start = [record.label, record.title, record.id]
  const text = (key: string, value: JsonValue) => {
    const field = entity?.fields.get(key)
    if (value === null) return ''
    if (field === undefined && key === TAGS_FIELD) return tagNames(value, record.labelTexts)
    if (field === undefined) return typeof value === 'string' ? value : JSON.stringify(value)
    return formatValue(field, value, { locale: ctx.locale, labels: record.labelTexts, timeZone })
  }
  const label = (key: string) => {
    const common = key === TAGS_FIELD ? TAGS_LABEL : { en: key }
    return textIn(entity?.fields.get(key)?.schema.label ?? common, ctx.locale)
  }
  const safe = (key: string, value: JsonValue) => {
    try {
      return text(key, value)
    } catch {
      // A value may be older than the type that its field has by now.
      return JSON.stringify(value)
    }
  }
  const values = Object.entries(record.keys.values).filter(([, value]) => value !== null)
  return [
    ...values.map(([key, value]) => [...start, '', label(key), safe(key, value), '', '']),
    ...record.history.flatMap((entry) =>
      Object.entries(entry.changes).map(([key, change]) => {
        const [now, before] = [safe(key, change.new ?? null), safe(key, change.old ?? null)]
        return [...start, entry.at, label(key), now, before, entry.by]
      }),
    ),
    ...record.stages.map((stay) => [...start, stay.at, stay.pipeline, stay.to, stay.from ?? '', stay.by]),
    ...record.files.map((file) => [...start, file.uploadedAt, label(file.key), file.name, '', '']),
    ...record.shares.map((share) => [...start, share.at, SHARED[ctx.locale], share.with, '', '']),
  ]
}

/** One that is gone by its id: that there was one is part of what is held. */
function tagNames(value: JsonValue, names: Record<string, string>): string {
  return [value]
    .flat()
    .map((id) => names[String(id)] ?? String(id))
    .join(', ')
}

const SHARED = { en: 'Shared with', 'zh-CN': '共享给' }
