import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { CompiledField } from '../model/compiled-model.ts'
import { formatValue } from './format-value.ts'
import type { RecordScope } from './record-scope.ts'
import { pointerTo } from './require-writable.ts'
import type { Positioned } from './settled.ts'
import type { Violated } from './violated-index.ts'

type Writes = ReadonlyArray<Positioned<{ values: JsonObject }>>

/** The writes that want the key which PostgreSQL names. */
export function writesThatHold({ fields, group }: Violated, writes: Writes, key: string | null): Writes {
  const folded = group === null ? fields.filter(({ schema }) => schema.caseFolded === true) : group.folded
  return writes.filter(({ value: { values } }) => {
    const bound = fields.map((field) => {
      const text = boundText(field, values)
      return folded.includes(field) ? fold(text) : text
    })
    return bound.join(', ') === key
  })
}

function boundText(field: CompiledField, values: JsonObject): string {
  return Object.values(field.toColumns(values[field.name] ?? null)).join(', ')
}

/** As the index folds it, of nearly all texts; for the others every write is told. */
function fold(text: string): string {
  return text.toUpperCase().toLowerCase()
}

/** Says which values another record has, at the first of the fields that the write sets; without values where it is not known whose. */
export function takenProblem(scope: RecordScope, violated: Violated | null, values: JsonObject = {}): Problem {
  const { locale } = scope.ctx
  if (violated === null) {
    const message = { en: 'a value is already taken by another record', 'zh-CN': '有值已被其他记录使用' }
    return { pointer: '', message: textIn(message, locale), rule: 'unique' }
  }
  const { fields, group } = violated
  const place = fields.find(({ name }) => values[name] !== undefined) ?? fields[0]
  const pointer = place === undefined ? '' : pointerTo(place.name)
  if (group === null) return { pointer, message: takenText(scope, fields, values), rule: 'unique' }
  const message = group.message === undefined ? takenTogetherText(scope, fields, values) : textIn(group.message, locale)
  return { pointer, message, rule: 'uniqueTogether' }
}

function takenText({ ctx }: RecordScope, [field]: readonly CompiledField[], values: JsonObject): string {
  const label = field === undefined ? '' : textIn(field.schema.label, ctx.locale)
  const value = values[field?.name ?? '']
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const [en, zh] = value === undefined || value === null ? ['', ''] : [` '${text}'`, `“${text}”`]
  const message = {
    en: `${label}${en} is already taken by another record`,
    'zh-CN': `${label}${zh}已被其他记录使用`,
  }
  return textIn(message, ctx.locale)
}

/** The other record by what it shares with this one; ids say nothing to people, so references go without their value. */
function takenTogetherText({ ctx, entity }: RecordScope, fields: readonly CompiledField[], values: JsonObject): string {
  const { locale } = ctx
  const parts = fields.map((field) => {
    const label = textIn(field.schema.label, locale)
    const value = formatValue(field, values[field.name], { locale, labels: {} })
    return value === '' ? label : textIn({ en: `${label} ‘${value}’`, 'zh-CN': `${label}“${value}”` }, locale)
  })
  const listed = new Intl.ListFormat(locale, { type: 'conjunction' }).format(parts)
  const label = textIn(entity.schema.label, locale)
  return textIn(
    { en: `Another ${label} has the same ${listed} already`, 'zh-CN': `已有其他${label}的${listed}与此相同` },
    locale,
  )
}
