import type { HookRecord, JsonObject } from '@tenon/sdk/plugin'

const CLOSED_STAGES: readonly unknown[] = ['won', 'lost']

/** The day on which an opportunity was won or lost, unless somebody gave one; none for one that is open again. */
export function closingDateChanges({ values, old }: HookRecord, now: Date): JsonObject | undefined {
  const wasClosed = CLOSED_STAGES.includes(old?.['stage'])
  const isClosed = CLOSED_STAGES.includes(values['stage'])
  if (isClosed && !wasClosed && (values['closedOn'] ?? null) === null)
    return { closedOn: now.toISOString().slice(0, 10) }
  if (wasClosed && !isClosed) return { closedOn: null, lossReason: null }
  return undefined
}
