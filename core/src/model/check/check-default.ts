import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FieldType } from '@tenon/sdk/contract/field-type'
import { valueField } from '@tenon/sdk/contract/value-field'
import { FIELD_TYPE_TABLE } from '../field-types/field-type-table.ts'
import { findTextProblem } from '../find-text-problem.ts'
import { schemaErrorMessage } from '../schema-error-message.ts'
import { valueValidator } from '../value-validator.ts'
import type { ModelProblem } from './model-problem.ts'

/** What is wrong with a field's default: it must be a value that the field itself would take. */
export function checkDefault(schema: FieldSchema): ModelProblem[] {
  const { default: value } = schema
  const { fieldType } = valueField(schema)
  if (value === undefined) return []
  if (fieldType === 'sequence') return [problem({ en: 'a sequence has no default', 'zh-CN': '编号字段不能有默认值' })]
  if (UNWATCHED.includes(fieldType)) return [problem(NO_DEFAULT)]
  if (fieldType === 'file' || fieldType === 'image') return [problem(NO_FILE)]
  const definition = FIELD_TYPE_TABLE[fieldType]
  const normalised = value === null ? { value } : (findTextProblem(value) ?? definition.normalise(value, schema))
  if ('problem' in normalised) return [problem(normalised.problem)]
  if (normalised.value === null) return [problem({ en: 'a default must not be empty', 'zh-CN': '默认值不能为空' })]
  const validate = valueValidator(definition.jsonSchema(schema))
  return validate(normalised.value) ? [] : (validate.errors ?? []).map((error) => problem(schemaErrorMessage(error)))
}

/** Records that are there already would get it too, and no foreign key would see that it names nothing. */
const UNWATCHED: readonly FieldType[] = ['multiReference', 'users', 'anyReference']

const NO_DEFAULT: ModelProblem['problem'] = {
  en: 'what names several records, users or entities has no default',
  'zh-CN': '引用多条记录、多个用户或多种实体的字段不能有默认值',
}

const NO_FILE = {
  en: 'a file field has no default: each file belongs to one record',
  'zh-CN': '文件字段不能有默认值：每个文件只属于一条记录',
}

function problem(text: ModelProblem['problem']): ModelProblem {
  return { pointer: '/default', rule: 'default', problem: text }
}
