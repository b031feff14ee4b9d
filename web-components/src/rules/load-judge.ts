import type { FormRules } from '@tenon/sdk/contract/form-rules'
import type { Judge } from './judge-rules.ts'

const judges = new WeakMap<FormRules, Promise<Judge | null>>()

/** Loads what evaluates rules, once there are any. Null where it cannot be loaded: the server asks the rules anyway. */
export function loadJudge(rules: FormRules): Promise<Judge | null> {
  const known = judges.get(rules)
  if (known !== undefined) return known
  const loading = import('./judge-rules.ts').then(
    ({ makeJudge }) => makeJudge(rules),
    () => {
      judges.delete(rules)
      return null
    },
  )
  judges.set(rules, loading)
  return loading
}
