import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import type { ModelProblem } from './model-problem.ts'

/** A name that should be an entity's. */
export function unknownEntity(pointer: string, name: string, entities: ModelDocument['entities']): ModelProblem {
  const expected = expectedNames(name, Object.keys(entities))
  const shown = shownValue(name)
  const problem = {
    en: `there is no entity ${shown}; ${expected.en}`,
    'zh-CN': `没有实体 ${shown}；${expected['zh-CN']}`,
  }
  return { pointer, rule: 'unknownEntity', problem }
}
