import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { unescapeFormula } from '../../records/csv-line.ts'
import type { RecordScope } from '../../records/record-scope.ts'
import { plainText } from './guess-fields.ts'

/** What people and their spreadsheets write for yes and no. */
const TRUTHS: ReadonlyMap<string, string> = new Map([
  ...['yes', 'y', '1', '是', '对', '真'].map((text) => [text, 'true'] as const),
  ...['no', 'n', '0', '否', '错', '假'].map((text) => [text, 'false'] as const),
])
/** Year first: of other orders it cannot be told which number is the day. */
const DAY = /^(\d{4})[/.年-](\d{1,2})[/.月-](\d{1,2})日?$/
const SEPARATOR = /[,;\n，；、]/

/**
 * A cell as the field's type reads it: options and stages go by what they are called too, days as spreadsheets write them,
 * and formulas without the sign by which exports keep them from being run.
 */
export function cellText({ entity }: Pick<RecordScope, 'entity'>, name: string, cell: string): string {
  const text = unescapeFormula(cell)
  const field = entity.fields.get(name)
  if (name === 'stage' && field === undefined) return stageText(entity, text)
  const options = field?.schema.options
  if (field?.type === 'choice' && options) return namedText(optionsOf(options), text)
  if (field?.type === 'multiChoice' && options && !text.startsWith('[')) {
    return text
      .split(SEPARATOR)
      .map((one) => namedText(optionsOf(options), one.trim()))
      .join(', ')
  }
  if (field?.type === 'boolean') return truthText(text)
  if (field?.type === 'date') return dayText(text)
  return text
}

interface Named {
  value: string
  label: LocalizedText
}

function optionsOf(options: ReadonlyArray<{ value: string; label: LocalizedText }>): Named[] {
  return options.map(({ value, label }) => ({ value, label }))
}

function stageText({ pipelines }: RecordScope['entity'], text: string): string {
  const stages = pipelines.flatMap(({ schema }) => schema.stages)
  return namedText(
    stages.map(({ name, label }) => ({ value: name, label })),
    text,
  )
}

function namedText(all: readonly Named[], text: string): string {
  if (all.some(({ value }) => value === text)) return text
  const plain = plainText(text)
  const called = all.filter(({ value, label }) => [value, ...labelsOf(label)].some((one) => plainText(one) === plain))
  const [only, other] = called
  return plain !== '' && only !== undefined && other === undefined ? only.value : text
}

function labelsOf(label: LocalizedText): string[] {
  return Object.values(label).filter((one) => typeof one === 'string')
}

function truthText(text: string): string {
  const lower = text.toLowerCase()
  return TRUTHS.get(lower) ?? (lower === 'true' || lower === 'false' ? lower : text)
}

function dayText(text: string): string {
  const [, year, month, day] = DAY.exec(text) ?? []
  if (year === undefined || month === undefined || day === undefined) return text
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
}
