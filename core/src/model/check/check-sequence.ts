import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelProblem } from './model-problem.ts'

/** What is wrong with the form of a sequence: numbers that begin again each year must say of which year they are. */
export function checkSequence({ prefix = '', reset }: NonNullable<FieldSchema['sequence']>): ModelProblem[] {
  if (reset === undefined || /\{YYYY\}|\{YY\}/.test(prefix)) return []
  const problem = {
    en: 'numbers that begin again each year would be given twice: put {YYYY} or {YY} into the prefix',
    'zh-CN': '每年重新编号会产生重复编号：请在前缀中加入 {YYYY} 或 {YY}',
  }
  return [{ pointer: '/prefix', rule: 'sequence', problem }]
}
