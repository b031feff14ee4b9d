import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { DriftKind } from '@tenon/sdk/contract/model-drift'

interface Words {
  table: string
  object: string
  expected: string
  found: string
}

/** What is wrong with tables and their parts; of records see `strandedText`. */
export type ObjectDrift = Exclude<DriftKind, 'strandedRecords'>

const TEXTS: Record<ObjectDrift, (words: Words) => LocalizedText> = {
  missingTable: ({ table }) => both(`Table ‘${table}’ is missing.`, `缺少数据表“${table}”。`),
  missingColumn: ({ table, object, expected }) =>
    both(
      `Column ‘${object}’ (${expected}) of table ‘${table}’ is missing.`,
      `数据表“${table}”缺少列“${object}”（${expected}）。`,
    ),
  columnType: ({ table, object, expected, found }) =>
    both(
      `Column ‘${object}’ of table ‘${table}’ is ${found}; the model says ${expected}.`,
      `数据表“${table}”的列“${object}”为 ${found}，模型要求 ${expected}。`,
    ),
  nullability: ({ table, object, expected, found }) =>
    both(
      `Column ‘${object}’ of table ‘${table}’ is ‘${found}’; the model says ‘${expected}’.`,
      `数据表“${table}”的列“${object}”为“${found}”，模型要求“${expected}”。`,
    ),
  missingConstraint: ({ table, object }) =>
    both(`Table ‘${table}’ lacks its rule ‘${object}’.`, `数据表“${table}”缺少约束“${object}”。`),
  unvalidatedConstraint: ({ table, object }) =>
    both(
      `Rule ‘${object}’ of table ‘${table}’ was never checked against all rows.`,
      `数据表“${table}”的约束“${object}”尚未对全部行进行验证。`,
    ),
  missingIndex: ({ table, object }) =>
    both(`Table ‘${table}’ lacks its index ‘${object}’.`, `数据表“${table}”缺少索引“${object}”。`),
  invalidIndex: ({ table, object }) =>
    both(`Index ‘${object}’ of table ‘${table}’ is not valid.`, `数据表“${table}”的索引“${object}”无效。`),
  unknownTable: ({ table }) =>
    both(
      `Table ‘${table}’ is no entity of the model; it is left alone.`,
      `数据表“${table}”不属于模型；不会对其进行更改。`,
    ),
  unknownColumn: ({ table, object, found }) =>
    both(
      `Column ‘${object}’ (${found}) of table ‘${table}’ is no field of the model; it is left alone.`,
      `数据表“${table}”的列“${object}”（${found}）不属于模型；不会对其进行更改。`,
    ),
  rollups: ({ table, object }) =>
    object === ''
      ? both(
          `Triggers of table ‘${table}’ keep rollups that the model does not have.`,
          `数据表“${table}”的触发器在保存模型中没有的汇总。`,
        )
      : both(
          `Table ‘${table}’ does not keep its rollups as the model says: ${object}.`,
          `数据表“${table}”未按模型保存其汇总：${object}。`,
        ),
  leftover: ({ table, object }) =>
    both(
      `An interrupted publish has left ${object === '' ? `table ‘${table}’` : `‘${object}’ of table ‘${table}’`}.`,
      `中断的发布留下了${object === '' ? `数据表“${table}”` : `数据表“${table}”的“${object}”`}。`,
    ),
}

/** What differs, with what the model says and what the database has. */
export function driftText(kind: ObjectDrift, words: Words): LocalizedText {
  return TEXTS[kind](words)
}

function both(english: string, chinese: string): LocalizedText {
  return { en: english, 'zh-CN': chinese }
}
