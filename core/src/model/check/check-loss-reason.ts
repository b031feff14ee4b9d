import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import type { PipelineSchema } from '@tenon/sdk/contract/pipeline-schema'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import { fieldOfType } from './field-of-type.ts'
import type { ModelProblem } from './model-problem.ts'

/** What of a pipeline's reasons for losing does not fit its entity's fields. */
export function checkLossReason(
  { lossReason }: PipelineSchema,
  properties: EntitySchema['properties'],
): ModelProblem[] {
  if (lossReason === undefined) return []
  const { field, textField, textRequiredFor = [] } = lossReason
  const options = (Object.hasOwn(properties, field) ? properties[field]?.options : undefined) ?? []
  const known = options.map(({ value }) => value)
  return [
    ...fieldOfType('/lossReason/field', field, { properties, types: ['choice'] }),
    ...fieldOfType('/lossReason/textField', textField, { properties, types: ['text', 'longText'] }),
    ...textRequiredFor.flatMap((value, index) => unknownOption(`/lossReason/textRequiredFor/${index}`, value, known)),
    ...(textField === undefined && textRequiredFor.length > 0 ? [noText()] : []),
  ]
}

function unknownOption(pointer: string, value: string, known: readonly string[]): ModelProblem[] {
  if (known.includes(value)) return []
  const expected = expectedNames(value, known)
  const shown = shownValue(value)
  const problem = {
    en: `the field has no option ${shown}; ${expected.en}`,
    'zh-CN': `该字段没有选项 ${shown}；${expected['zh-CN']}`,
  }
  return [{ pointer, rule: 'option', problem }]
}

function noText(): ModelProblem {
  const problem = {
    en: "a text is needed for some reasons, but no field for it is named: set 'textField'",
    'zh-CN': "某些原因需要文字说明，但未指定其字段：请设置 'textField'",
  }
  return { pointer: '/lossReason/textRequiredFor', rule: 'required', problem }
}
