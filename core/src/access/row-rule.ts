import type { RowCondition } from './row-condition.ts'

/** On which rows an action is allowed: all, none, or those that pass a test. */
export type RowRule = 'all' | 'none' | RowTest

export type RowTest =
  /** A stored field has this value. */
  | { readonly kind: 'value'; readonly field: string; readonly value: string }
  /** One of these people owns the row; UUIDs, at least one. */
  | { readonly kind: 'owner'; readonly ids: readonly string[] }
  /** A condition of a role's or territory's holds. */
  | { readonly kind: 'where'; readonly condition: RowCondition }
  /** The row is shared with one of these people or teams. */
  | { readonly kind: 'shared'; readonly share: RowShare }
  | { readonly kind: 'any' | 'every'; readonly of: readonly RowTest[] }

export interface RowShare {
  /** The tenant's PostgreSQL schema, and the entity's key. */
  readonly schema: string
  readonly entity: string
  readonly grantees: readonly string[]
  /** Whether only shares that let change the record count. */
  readonly edit: boolean
}

/** Rows that at least one of the rules allows. */
export function anyRule(rules: readonly RowRule[]): RowRule {
  if (rules.includes('all')) return 'all'
  const tests = withoutRepeats(rules.filter((rule) => rule !== 'none' && rule !== 'all'))
  const [only, ...others] = tests
  if (only === undefined) return 'none'
  return others.length === 0 ? only : { kind: 'any', of: tests }
}

/** Rows that all of the rules allow. */
export function everyRule(rules: readonly RowRule[]): RowRule {
  if (rules.includes('none')) return 'none'
  const tests = rules.filter((rule) => rule !== 'all' && rule !== 'none')
  const [only, ...others] = tests
  if (only === undefined) return 'all'
  return others.length === 0 ? only : { kind: 'every', of: tests }
}

/** What several roles say alike is asked once, and owners of several are looked up together, in one index. */
function withoutRepeats(tests: readonly RowTest[]): RowTest[] {
  const flat = tests.flatMap((test) => (test.kind === 'any' ? test.of : [test]))
  const owners = [...new Set(flat.flatMap((test) => (test.kind === 'owner' ? test.ids : [])))]
  const rest = flat.filter(({ kind }) => kind !== 'owner')
  const kept = new Map(rest.map((test) => [keyOf(test), test]))
  return [...(owners.length > 0 ? [{ kind: 'owner', ids: owners } as const] : []), ...kept.values()]
}

function keyOf(test: RowTest): string {
  if (test.kind !== 'where') return JSON.stringify(test)
  const { text, context } = test.condition
  return JSON.stringify([text, context.actor])
}
