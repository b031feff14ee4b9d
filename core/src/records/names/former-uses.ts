import type { RequestContext } from '../../context/request-context.ts'
import type { FormerEntry } from '../../model/names/former-entry.ts'

/** An old name that a request has used, and what it stands for now. */
export interface FormerUse {
  entry: FormerEntry
  today: string
}

const uses = new WeakMap<RequestContext, FormerUse[]>()

export function noteFormerUse(ctx: RequestContext, use: FormerUse): void {
  uses.set(ctx, [...(uses.get(ctx) ?? []), use])
}

/** What a request has used of old names until now, so that its answer can say so. */
export function formerUses(ctx: RequestContext): readonly FormerUse[] {
  return uses.get(ctx) ?? []
}
