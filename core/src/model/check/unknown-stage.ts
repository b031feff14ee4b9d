import { expectedNames } from '../expected-names.ts'
import { shownValue } from '../field-types/shown-value.ts'
import type { ModelProblem } from './model-problem.ts'

/** A name that should be a stage's. */
export function unknownStage(pointer: string, name: string, known: readonly string[]): ModelProblem[] {
  if (known.includes(name)) return []
  const expected = expectedNames(name, known)
  const shown = shownValue(name)
  const problem = {
    en: `there is no stage ${shown}; ${expected.en}`,
    'zh-CN': `没有阶段 ${shown}；${expected['zh-CN']}`,
  }
  return [{ pointer, rule: 'unknownStage', problem }]
}

/** Names in a list that are no stages. */
export function unknownStages(
  pointer: string,
  names: readonly string[] | undefined,
  known: readonly string[],
): ModelProblem[] {
  return (names ?? []).flatMap((name, index) => unknownStage(`${pointer}/${index}`, name, known))
}
