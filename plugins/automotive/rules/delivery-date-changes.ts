import type { HookRecord, JsonObject } from '@tenon/sdk/plugin'

/** A sale closes on the day on which the car is handed over, unless somebody gave another one. */
export function deliveryDateChanges({ values, old }: HookRecord, now: Date): JsonObject | undefined {
  const wasDelivered = old?.['stage'] === 'delivered'
  const isDelivered = values['stage'] === 'delivered'
  if (isDelivered && !wasDelivered && (values['closedOn'] ?? null) === null) {
    return { closedOn: now.toISOString().slice(0, 10) }
  }
  return wasDelivered && !isDelivered ? { closedOn: null } : undefined
}
