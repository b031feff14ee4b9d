import type { EntitySchema } from '@tenon/sdk/contract/entity-schema'
import { COMMON_FIELDS } from '@tenon/sdk/contract/record'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import type { ModelProblem } from './model-problem.ts'

type Properties = EntitySchema['properties']

/** Names in a list that are no fields. */
export function unknownFields(pointer: string, names: string[] | undefined, known: Properties): ModelProblem[] {
  return (names ?? []).flatMap((name, index) => unknownField(`${pointer}/${index}`, name, known) ?? [])
}

/** The same for a list of what is shown of a record, which may name the common fields too. */
export function unknownShownFields(pointer: string, names: string[] | undefined, known: Properties): ModelProblem[] {
  return (names ?? []).flatMap((name, index) =>
    COMMON_FIELDS.some((field) => field === name) ? [] : (unknownField(`${pointer}/${index}`, name, known) ?? []),
  )
}

/** A name that should be a field's. */
export function unknownField(pointer: string, name: string, known: Properties): ModelProblem | null {
  if (Object.hasOwn(known, name)) return null
  const expected = expectedNames(name, Object.keys(known))
  const shown = shownValue(name)
  const problem = {
    en: `there is no field ${shown}; ${expected.en}`,
    'zh-CN': `没有字段 ${shown}；${expected['zh-CN']}`,
  }
  return { pointer, rule: 'unknownField', problem }
}
