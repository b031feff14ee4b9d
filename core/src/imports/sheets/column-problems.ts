import type { ImportMatch } from '@tenon/sdk/contract/import-api'
import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { SheetField } from './import-fields.ts'

interface Chosen {
  header: readonly string[]
  columns: ReadonlyArray<string | null>
  match: ImportMatch | null
  fields: readonly SheetField[]
}

/** What stands in the way of an import by these columns. Of a field that is hidden is said what is said of one that is not there. */
export function columnProblems({ locale }: RequestContext, chosen: Chosen): Problem[] {
  const told = (pointer: string, text: LocalizedText, rule: string): Problem => {
    return { pointer, message: textIn(text, locale), rule }
  }
  const { header, columns, match, fields } = chosen
  if (columns.length !== header.length) return [told('/fields', otherWidth(columns.length, header.length), 'columns')]
  const byKey = new Map(fields.map((field) => [field.key, field]))
  const problems = columns.flatMap((key, at) => {
    if (key === null) return []
    const [pointer, field] = [`/fields/${at}`, byKey.get(key)]
    if (field === undefined) return [told(pointer, UNKNOWN, 'field')]
    if (columns.indexOf(key) < at)
      return [told(pointer, twice(field.label, header[columns.indexOf(key)] ?? ''), 'twice')]
    return field.isOnlyKey && match?.field !== key ? [told(pointer, ONLY_KEY, 'key')] : []
  })
  if (columns.every((key) => key === null || byKey.get(key)?.isOnlyKey === true))
    problems.push(told('/fields', NOTHING, 'columns'))
  if (match !== null && (byKey.get(match.field)?.isKey !== true || !columns.includes(match.field)))
    problems.push(told('/match/field', NO_KEY, 'key'))
  return [...problems, ...missing(chosen).map(({ label }) => told('/fields', needed(label), 'required'))]
}

/** Where rows only change what is there already, a record may have what it needs. */
function missing({ columns, match, fields }: Chosen): SheetField[] {
  if (match?.existing === 'update') return []
  return fields.filter(({ key, required }) => required && !columns.includes(key))
}

const UNKNOWN = { en: 'There is no such field that you may fill.', 'zh-CN': '没有您可以填写的此字段。' }
const ONLY_KEY = {
  en: 'By the id, records are found again: choose it for finding rows that are there already, or leave the column out.',
  'zh-CN': '编号用于查找已有记录：请在查找已有记录时选择它，或忽略此列。',
}
const NOTHING = { en: 'Choose for at least one column what it becomes.', 'zh-CN': '请至少为一列选择对应字段。' }
const NO_KEY = {
  en: 'Records can be found only by a field that is the value of one of the columns, and that you may look for.',
  'zh-CN': '只能通过某一列对应的、您可查询的字段来查找记录。',
}

function otherWidth(given: number, there: number): LocalizedText {
  return {
    en: `${given} fields are given where the file has ${there} columns.`,
    'zh-CN': `给出了 ${given} 个字段，而文件有 ${there} 列。`,
  }
}

function twice(label: LocalizedText, column: string): LocalizedText {
  return {
    en: `The column “${column}” is to become ${textIn(label, 'en')} already: leave one of the two out.`,
    'zh-CN': `列“${column}”已对应${textIn(label, 'zh-CN')}：请忽略其中一列。`,
  }
}

function needed(label: LocalizedText): LocalizedText {
  return {
    en: `New records need a value for ${textIn(label, 'en')}: choose the column that holds it.`,
    'zh-CN': `新记录必须填写${textIn(label, 'zh-CN')}：请选择对应的列。`,
  }
}
