import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { shownValue } from '../field-types/shown-value.ts'
import { snakeCase } from '../sql-names.ts'
import type { ModelProblem } from './model-problem.ts'

const NAME = /^[a-z][a-zA-Z0-9]{0,49}$/
/** Leaves PostgreSQL's 63 bytes some room for the suffixes of columns, indexes and constraints. */
const SQL_NAME_MAX_LENGTH = 50
/** Names that every object in JavaScript answers to, and columns that every table in PostgreSQL has. */
const TAKEN = new Set([
  ...Object.getOwnPropertyNames(Object.prototype),
  'tableoid',
  'xmin',
  'cmin',
  'xmax',
  'cmax',
  'ctid',
  'oid',
])
/** Columns of Tenon's own: those of the common fields, and one that no field shows. */
const COMMON: ReadonlySet<string> = new Set([...COMMON_FIELDS.map(snakeCase), 'stage_notice_at'])

/** What is wrong with the name of an entity, field, stage or pipeline. */
export function checkName(name: string): ModelProblem[] {
  if (!NAME.test(name)) return [badForm(name)]
  if (TAKEN.has(name)) return [reserved(name)]
  return snakeCase(name).length > SQL_NAME_MAX_LENGTH ? [badForm(name)] : []
}

/** The same for a field, whose name must also be none of the common fields'. */
export function checkFieldName(name: string): ModelProblem[] {
  return COMMON.has(snakeCase(name)) ? [reserved(name)] : checkName(name)
}

function badForm(name: string): ModelProblem {
  return {
    pointer: '',
    rule: 'name',
    problem: {
      en: `${shownValue(name)} is not a name; expected camelCase: a lower-case letter, then up to 49 letters and digits`,
      'zh-CN': `${shownValue(name)} 不是有效的名称，应为小驼峰形式：以小写字母开头，其后最多 49 个字母或数字`,
    },
  }
}

function reserved(name: string): ModelProblem {
  return {
    pointer: '',
    rule: 'reservedName',
    problem: {
      en: `the name ${shownValue(name)} is taken by the system; choose another one`,
      'zh-CN': `名称 ${shownValue(name)} 由系统保留，请换一个`,
    },
  }
}
