import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { ExportRecordsInput } from '@tenon/sdk/contract/query'
import { type CommonField, TAGS_FIELD, type TenonRecord } from '@tenon/sdk/contract/record'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { linkTarget } from '../model/field-link.ts'
import { CSV_FORMS } from '../model/field-types/csv-forms.ts'
import { nameBook } from '../model/names/name-book.ts'
import { COMMON_LABELS, TAGS_LABEL } from './common-labels.ts'
import { makeNameRecord } from './names/named-record.ts'
import type { RecordScope } from './record-scope.ts'
import { visibleFieldNames } from './visible-field.ts'

export interface CsvColumn {
  header: string
  /** Text of the cell; empty for an empty value. */
  cell(record: TenonRecord): string
}

/** Versions and deletions mean nothing outside, and stages' times can be asked for. */
const NOT_BY_DEFAULT: readonly string[] = ['version', 'deletedAt', 'stageEnteredAt', 'stageDueAt', 'stageStaleAt']

/** Names of the fields that an export shows when none were asked for: the id, what the entity declares, then the rest; nothing sensitive. */
export function defaultCsvFields({ access, entity }: RecordScope): string[] {
  const visible = visibleFieldNames(access).filter((name) => access.canShow(name) && !NOT_BY_DEFAULT.includes(name))
  const declared = visible.filter((name) => entity.fields.has(name))
  return [...new Set(['id', ...declared, ...visible])]
}

/** The columns of an export, one for each of the fields, and one more for what references are called where it was asked for. */
export function csvColumns(
  { entity, ctx, model }: RecordScope,
  fields: readonly string[],
  { header = 'names', titles = false }: Pick<ExportRecordsInput, 'header' | 'titles'>,
): CsvColumn[] {
  const book = nameBook(model)
  const nameRecord = makeNameRecord(model)
  const columns = fields.flatMap((name) => [
    { name, cell: (record: TenonRecord) => cellText(entity, name, nameRecord(entity.name, record)[called(name)]) },
    ...(titles && isNamed(entity, name)
      ? [{ name: `${name}.title`, cell: (record: TenonRecord) => titlesText(record, name) }]
      : []),
  ])
  const headers = columns.map(({ name }) => (header === 'names' ? called(name) : labelOf(entity, name, ctx.locale)))
  return columns.map(({ name, cell }, index) => ({ header: distinct(headers, index, called(name)), cell }))

  /** What readers of the file know the field by. */
  function called(name: string): string {
    const [field = '', ...title] = name.split('.')
    return [book.names.field(entity.name, field), ...title].join('.')
  }
}

function cellText(entity: CompiledEntity, name: string, named: TenonRecord[string]): string {
  const value = named as JsonValue | undefined
  if (value === undefined || value === null) return ''
  const field = entity.fields.get(name)
  if (field === undefined && Array.isArray(value)) return CSV_FORMS.multiReference.write(value)
  return field === undefined ? String(value) : CSV_FORMS[field.type].write(value)
}

function isNamed(entity: CompiledEntity, name: string): boolean {
  const field = entity.fields.get(name)
  return (
    name === 'ownerId' ||
    (name === TAGS_FIELD && field === undefined) ||
    (field !== undefined && (linkTarget(field.schema) !== null || field.type === 'anyReference'))
  )
}

/** One that the reader may not know of leaves a gap in a list: titles stand beside their ids. */
function titlesText({ $labels = {}, ...record }: TenonRecord, name: string): string {
  const held = record[name]
  const titles = [held].flat().map((one) => $labels[String((one as Partial<RecordReference> | null)?.id ?? one)] ?? '')
  return Array.isArray(held) && titles.length > 0 ? CSV_FORMS.multiReference.write(titles) : (titles[0] ?? '')
}

function labelOf(entity: CompiledEntity, name: string, locale: Locale): string {
  const [field = '', title] = name.split('.')
  const common = field === TAGS_FIELD ? TAGS_LABEL : COMMON_LABELS[field as CommonField]
  const known = entity.fields.get(field)?.schema.label ?? common
  const label = textIn(known ?? field, locale)
  return title === undefined ? label : textIn({ en: `${label} (title)`, 'zh-CN': `${label}（名称）` }, locale)
}

/** Two columns of one header could not be told apart when the file is read again. */
function distinct(headers: readonly string[], index: number, name: string): string {
  const header = headers[index] ?? name
  return headers.filter((other) => other === header).length === 1 ? header : `${header} (${name})`
}
