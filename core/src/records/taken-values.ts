import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { EntityAccess } from '../access/entity-access.ts'
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

/**
 * Says which values another record has, at the first of the fields that the write sets; without values where it is not known whose.
 * A record that comes back brings values along that its reader may not see: of fields that are not open on all rows none is told,
 * and of those that are closed not even the name.
 */
export function takenProblem(
  ctx: RecordScope['ctx'],
  { violated, reader }: { violated: Violated | null; reader: EntityAccess | null },
  given: JsonObject = {},
): Problem {
  const { locale } = ctx
  const known = violated?.fields.filter(({ name }) => reader?.canRead(name)) ?? []
  if (violated === null || reader === null || known.length === 0) {
    const message = { en: 'a value is already taken by another record', 'zh-CN': '有值已被其他记录使用' }
    return { pointer: '', message: textIn(message, locale), rule: 'unique' }
  }
  const { group } = violated
  const told = known.filter(({ name }) => reader.canShow(name) && reader.fieldRows(name, 'read') === 'all')
  const values = Object.fromEntries(
    told.flatMap(({ name }) => (given[name] === undefined ? [] : [[name, given[name]]])),
  )
  const place = known.find(({ name }) => given[name] !== undefined) ?? known[0]
  const pointer = place === undefined ? '' : pointerTo(place.name)
  if (group === null) return { pointer, message: takenText(locale, known, values), rule: 'unique' }
  const keys = { fields: known, isWhole: known.length === violated.fields.length, label: reader.entity.schema.label }
  const message = group.message === undefined ? takenTogetherText(locale, keys, values) : textIn(group.message, locale)
  return { pointer, message, rule: 'uniqueTogether' }
}

function takenText(locale: Locale, [field]: readonly CompiledField[], values: JsonObject): string {
  const label = field === undefined ? '' : textIn(field.schema.label, locale)
  const value = values[field?.name ?? '']
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  const [en, zh] = value === undefined || value === null ? ['', ''] : [` '${text}'`, `“${text}”`]
  const message = {
    en: `${label}${en} is already taken by another record`,
    'zh-CN': `${label}${zh}已被其他记录使用`,
  }
  return textIn(message, locale)
}

interface TakenKeys {
  fields: readonly CompiledField[]
  /** Whether these are all of them. */
  isWhole: boolean
  /** What records of the entity are called. */
  label: LocalizedText
}

/** The other record by what it shares with this one; ids say nothing to people, so references go without their value. */
function takenTogetherText(locale: Locale, { fields, isWhole, label: of }: TakenKeys, values: JsonObject): string {
  const parts = fields.map((field) => {
    const label = textIn(field.schema.label, locale)
    const value = formatValue(field, values[field.name], { locale, labels: {} })
    return value === '' ? label : textIn({ en: `${label} ‘${value}’`, 'zh-CN': `${label}“${value}”` }, locale)
  })
  const all = isWhole ? parts : [...parts, textIn(NOT_SHOWN, locale)]
  const listed = new Intl.ListFormat(locale, { type: 'conjunction' }).format(all)
  const label = textIn(of, locale)
  return textIn(
    { en: `Another ${label} has the same ${listed} already`, 'zh-CN': `已有其他${label}的${listed}与此相同` },
    locale,
  )
}

const NOT_SHOWN: LocalizedText = { en: 'what you may not see of it', 'zh-CN': '您无权查看的内容' }
