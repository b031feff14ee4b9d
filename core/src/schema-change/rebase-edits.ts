import { isDeepStrictEqual } from 'node:util'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'

interface Versions {
  /** The edits that both came from. */
  base: unknown
  /** What was published since. */
  theirs: unknown
  /** The draft. */
  mine: unknown
}

/** Carries a draft over to edits that were published since it was begun, attribute by attribute; the draft wins a clash. */
export function rebaseEdits(versions: { base: TenantEdits; theirs: TenantEdits; mine: TenantEdits }): TenantEdits {
  return (mergeValue(versions) ?? {}) as TenantEdits
}

function mergeValue({ base, theirs, mine }: Versions): unknown {
  if (isDeepStrictEqual(mine, base)) return theirs
  if (isDeepStrictEqual(theirs, base) || !isObject(theirs) || !isObject(mine)) return mine
  const old = isObject(base) ? base : {}
  const names = new Set([...Object.keys(theirs), ...Object.keys(mine)])
  const merged = [...names].map((name) => [
    name,
    mergeValue({ base: own(old, name), theirs: own(theirs, name), mine: own(mine, name) }),
  ])
  return Object.fromEntries(merged.filter(([, value]) => value !== undefined))
}

function own(value: Record<string, unknown>, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
