import type { HookRecord } from '@tenon/sdk/contract/hook-call'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { MAX_BATCH_LENGTH, MAX_RECORD_LENGTH } from '../sandbox/call-limits.ts'

/** Measured: more records per call gain nothing, and make one call hold its child longer. */
const MAX_RECORDS = 100

/** Records of one call, and the list of them as JSON. */
interface BatchPart {
  records: HookRecord[]
  text: string
}

/**
 * Cuts a batch into parts that one call may have.
 * @throws TenonError PAYLOAD_TOO_LARGE for a record that no call may have
 */
export function splitBatch(records: readonly HookRecord[]): BatchPart[] {
  const parts: BatchPart[] = []
  let part: HookRecord[] = []
  let text = ''
  for (const record of records) {
    const own = JSON.stringify(record)
    if (own.length > MAX_RECORD_LENGTH) throw tooLarge(own.length)
    if (part.length > 0 && (part.length >= MAX_RECORDS || text.length + own.length > MAX_BATCH_LENGTH)) {
      parts.push({ records: part, text: `[${text}]` })
      part = []
      text = ''
    }
    text += part.length === 0 ? own : `,${own}`
    part.push(record)
  }
  return part.length === 0 ? parts : [...parts, { records: part, text: `[${text}]` }]
}

function tooLarge(length: number): TenonError {
  return new TenonError({
    code: 'PAYLOAD_TOO_LARGE',
    message: `The record has ${length} characters of JSON; plugins take at most ${MAX_RECORD_LENGTH}.`,
  })
}
