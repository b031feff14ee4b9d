import type { ChildDeath, KillCause } from './child-death.ts'

/** Which code of whom. */
export interface HookIdentity {
  tenantId: string
  pluginId: string
  version: string
  /** `entities.vehicle.beforeCreate` or `guards.readyForContract`. */
  target: string
}

/** What happened in the sandbox that an operator may want to know. */
export type SandboxEvent =
  | { type: 'childDied'; pid: number; death: ChildDeath }
  /** A call was ended by force. One such record per kill; times in milliseconds. */
  | ({ type: 'kill'; cause: KillCause; code: string; pid: number; cpuMs: number; wallMs: number } & HookIdentity)
  /** A hook is paused, or switched off until an admin looks at it, because it kept failing. */
  | ({ type: 'hookPaused' | 'hookDisabled' } & HookIdentity)
  | ({ type: 'pluginLog'; level: string; message: string } & HookIdentity)
