import type { TimeLimits } from '../context/time-limits.ts'
import { withStatementLimits } from '../db/statement-limits.ts'

type Verbs = Record<string, (...input: never[]) => unknown>

/** Has each verb's statements end in the time that its kind of request has. What is not named is a write. */
export function limitVerbs<V extends object>(
  verbs: V,
  limits: TimeLimits,
  kinds: { readonly [Name in keyof V]?: keyof TimeLimits },
): V {
  const limited = Object.entries(verbs as unknown as Verbs).map(([name, verb]) => {
    const milliseconds = limits[kinds[name as keyof V] ?? 'write']
    return [name, (...input: never[]) => withStatementLimits({ milliseconds }, () => verb(...input))]
  })
  return Object.fromEntries(limited) as V
}
