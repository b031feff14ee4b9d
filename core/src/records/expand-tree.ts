import type { Locale } from '@tenon/sdk/contract/locale'
import { EXPAND_LIMITS, type RecordFilter, type SortKey } from '@tenon/sdk/contract/query'
import { isPlainObject } from '../model/edits/plain-object.ts'
import { queryProblem } from './query-problem.ts'

/** A reference or a collection of children whose records are asked for with a record. */
export interface ExpandNode {
  name: string
  /** Of the node in the input. */
  pointer: string
  /** Missing: all that the actor may read. */
  fields?: readonly string[]
  /** Whether `$labels` goes with its records: not in the plain list of names, which never had it. */
  labels: boolean
  parts: readonly ExpandNode[]
  where?: RecordFilter
  sort?: readonly SortKey[]
  limit?: number
}

const KEYS = ['fields', 'expand', 'where', 'sort', 'limit']

/**
 * What a caller asks to be expanded, in one form: a list of names, or a tree. It comes from outside, so its shape is
 * checked here; what the names mean is not.
 * @throws TenonError BAD_REQUEST
 */
export function readExpandTree(locale: Locale, expand: unknown): ExpandNode[] {
  const budget = { parts: 0 }
  const wrong = (pointer: string, en: string, zh: string) =>
    queryProblem(locale, { pointer, rule: 'expand', message: { en, 'zh-CN': zh } })

  function spend(pointer: string, depth: number): void {
    budget.parts += 1
    const { parts, depth: deepest } = EXPAND_LIMITS
    if (budget.parts > parts)
      throw wrong(
        pointer,
        `at most ${parts} references and collections can be expanded`,
        `最多展开 ${parts} 个引用或集合`,
      )
    if (depth > deepest)
      throw wrong(pointer, `expand is nested deeper than ${deepest} levels`, `expand 嵌套超过 ${deepest} 层`)
  }

  function readPart(given: unknown, pointer: string, depth: number): ExpandNode[] {
    if (given === undefined) return []
    if (Array.isArray(given)) return [...new Set(given)].map((name, index) => named(name, `${pointer}/${index}`, depth))
    if (isPlainObject(given))
      return Object.entries(given).map(([name, part]) => {
        const at = `${pointer}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
        return part === true ? { ...named(name, at, depth), labels: true } : readNode(name, part, { at, depth })
      })
    throw wrong(pointer, `expand is a list of names, or an object of them`, 'expand 应为名称列表或对象')
  }

  function named(name: unknown, pointer: string, depth: number): ExpandNode {
    spend(pointer, depth)
    if (typeof name !== 'string') throw wrong(pointer, 'a name is a text', '名称应为文本')
    return { name, pointer, labels: false, parts: [] }
  }

  function readNode(name: string, part: unknown, { at, depth }: { at: string; depth: number }): ExpandNode {
    spend(at, depth)
    const unknown = isPlainObject(part) ? Object.keys(part).find((key) => !KEYS.includes(key)) : ''
    if (!isPlainObject(part) || unknown !== undefined) {
      throw wrong(at, `expected true or an object of ${KEYS.join(', ')}`, `应为 true，或含 ${KEYS.join('、')} 的对象`)
    }
    const { fields, sort, limit } = part
    if (
      fields !== undefined &&
      !(Array.isArray(fields) && fields.length <= 200 && fields.every((one) => typeof one === 'string'))
    )
      throw wrong(`${at}/fields`, 'fields is a list of at most 200 names', 'fields 应为最多 200 个名称的列表')
    if (
      sort !== undefined &&
      !(Array.isArray(sort) && sort.every((key) => isPlainObject(key) && typeof key['field'] === 'string'))
    )
      throw wrong(`${at}/sort`, 'sort is a list of {"field", "direction"}', 'sort 应为 {"field", "direction"} 的列表')
    const { children } = EXPAND_LIMITS
    if (
      limit !== undefined &&
      !(typeof limit === 'number' && Number.isInteger(limit) && limit >= 1 && limit <= children)
    )
      throw wrong(`${at}/limit`, `limit is a whole number from 1 to ${children}`, `limit 应为 1 到 ${children} 的整数`)
    const parts = readPart(part['expand'], `${at}/expand`, depth + 1)
    return { ...(part as Partial<ExpandNode>), name, pointer: at, labels: true, parts }
  }

  return readPart(expand, '/expand', 1)
}
