import { shownValue } from '../field-types/shown-value.ts'
import type { ModelProblem } from './model-problem.ts'

/** Elements of a list that bear the name of an earlier one. */
export function duplicateNames(pointer: string, named: ReadonlyArray<{ name: string }> | undefined): ModelProblem[] {
  const names = (named ?? []).map(({ name }) => name)
  return names.flatMap((name, index) =>
    names.indexOf(name) === index ? [] : [twice(`${pointer}/${index}/name`, name)],
  )
}

function twice(pointer: string, name: string): ModelProblem {
  const shown = shownValue(name)
  return { pointer, rule: 'duplicate', problem: { en: `${shown} is there twice`, 'zh-CN': `${shown} 重复` } }
}
