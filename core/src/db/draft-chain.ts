import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { deltaOf, type JsonDelta } from './json-delta.ts'

/**
 * Every so many revisions of a draft are kept whole, the others as what differs from the one before: any can be had from
 * so many rows at most, however long the history is.
 */
const WHOLE_EVERY = 64

export interface KeptRevision {
  edits: string | null
  delta: string | null
}

/** How the edits of a revision are kept: whole, or by what differs from the revision before, where that is known and less. */
export function keepRevision(revision: number, edits: TenantEdits, before: TenantEdits | null): KeptRevision {
  const whole = JSON.stringify(edits)
  if (before === null || revision % WHOLE_EVERY === 0) return { edits: whole, delta: null }
  const delta = JSON.stringify(deltaBetween(before, edits) ?? {})
  return delta.length * 2 > whole.length + SMALL ? { edits: whole, delta: null } : { edits: null, delta }
}

/** A delta of so few characters is never worth a whole one. */
const SMALL = 200

export function deltaBetween(before: TenantEdits, after: TenantEdits): JsonDelta | null {
  return deltaOf(before as JsonValue, after as JsonValue)
}
