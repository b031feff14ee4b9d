import type { ChildDeath, KillCause } from './child-death.ts'

/** Which code of whom. */
export interface HookIdentity {
  tenantId: string
  pluginId: string
  version: string
  /** `entities.vehicle.beforeCreate` or `guards.readyForContract`. */
  target: string
}

interface CallTimes {
  cpuMs: number
  /** From arrival to the first slice; 0 where it never began. */
  queueMs: number
  /** From arrival to the end. */
  wallMs: number
}

/** What happened in the sandbox that an operator may want to know. */
export type SandboxEvent =
  | { type: 'childDied'; pid: number; death: ChildDeath }
  /** A call was ended by force. One such record per kill; times in milliseconds. */
  | ({ type: 'kill'; cause: KillCause; code: string; detail: string; pid: number } & CallTimes & HookIdentity)
  /** A call that failed by itself: it threw, or gave what cannot be used. `detail` is the plugin's own text. */
  | ({ type: 'failure'; code: string; detail: string } & CallTimes & HookIdentity)
  /** A hook is paused, or switched off until an admin looks at it, because it kept failing. */
  | ({ type: 'hookPaused' | 'hookDisabled' } & HookIdentity)
  | ({ type: 'pluginLog'; level: string; message: string } & HookIdentity)
  /** Tenon itself could not answer what a hook asked for; the hook has learnt no more than that. */
  | ({ type: 'hostFailed'; method: string; error: unknown } & HookIdentity)
