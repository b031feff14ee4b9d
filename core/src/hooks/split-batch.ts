import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { MAX_BATCH_LENGTH, MAX_RECORD_LENGTH } from '../sandbox/call-limits.ts'

/** Measured: more records per call gain nothing, and make one call hold its child longer. */
const MAX_RECORDS = 100

/**
 * Cuts a batch into parts that one call may have.
 * @throws TenonError PAYLOAD_TOO_LARGE for a record that no call may have
 */
export function splitBatch(records: readonly HookRecord[]): HookRecord[][] {
  const parts: HookRecord[][] = []
  let part: HookRecord[] = []
  let length = 0
  for (const record of records) {
    const own = JSON.stringify(record).length
    if (own > MAX_RECORD_LENGTH) throw tooLarge(own)
    if (part.length > 0 && (part.length >= MAX_RECORDS || length + own > MAX_BATCH_LENGTH)) {
      parts.push(part)
      part = []
      length = 0
    }
    part.push(record)
    length += own
  }
  return part.length === 0 ? parts : [...parts, part]
}

function tooLarge(length: number): TenonError {
  return new TenonError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `The record has ${length} characters of JSON; plugins take at most ${MAX_RECORD_LENGTH}.`,
  })
}
