import type { RequestContext } from '../../context/request-context.ts'
import type { CallKind } from '../../sandbox/sandbox.ts'
import type { InstalledPlugin } from '../installed-plugin.ts'
import type { HostBudget } from './host-budget.ts'

/** Whose host calls are answered, and what they may still cost. */
export interface HostScope {
  /** As whom the plugin acts; its depth is that of the writes made here. Its signal ends with the call. */
  ctx: RequestContext
  plugin: InstalledPlugin
  kind: CallKind
  budget: HostBudget
  /** Hears how far an action is. */
  onProgress?: (progress: ActionProgress) => Promise<void>
}

export interface ActionProgress {
  done: number
  total: number
  message?: string
}
