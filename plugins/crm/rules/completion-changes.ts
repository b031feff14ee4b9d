import type { HookRecord, JsonObject } from '@tenon/sdk/plugin'

/** When a task was done, unless somebody said so; nothing for one that is taken up again. */
export function completionChanges({ values, old }: HookRecord, now: Date): JsonObject | undefined {
  const isDone = values['status'] === 'done'
  const completedAt = values['completedAt'] ?? null
  if (isDone && completedAt === null) return { completedAt: now.toISOString() }
  if (!isDone && old?.['status'] === 'done') return { completedAt: null }
  return undefined
}
