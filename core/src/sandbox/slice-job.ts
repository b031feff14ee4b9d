import type { GuestPost, SliceReply, SliceWork } from '@tenon/sdk/contract/sandbox-protocol'
import type { ChildDeath } from './child-death.ts'

/**
 * What became of a slice. `died`: the child's death; `guilty` tells whether this slice was the one running. `moved`:
 * it was not begun, because it would have had to wait for long.
 */
export type SliceResult = SliceReply | DiedSlice | MovedSlice

export interface MovedSlice {
  type: 'slice'
  outcome: 'moved'
  cpuMicros: 0
}

export interface DiedSlice {
  type: 'slice'
  outcome: 'died'
  guilty: boolean
  death: ChildDeath
  cpuMicros: number
}

export interface PreparedSlice {
  work: SliceWork
  timeoutMs: number
  now: number
}

export interface SliceJob {
  tenantId: string
  isolate: string
  cpuLimitMs: number
  /** Whether it goes on with a call that is at work already. */
  begun: boolean
  /** Whether it may as well begin in another child. */
  movable: boolean
  /** Whether its tenant, which uses much processor time, has to rest after it before it begins another call. */
  paced?: boolean
  /** Whether it may be sent along with others: most such slices take less than the way to the child and back. */
  short?: boolean
  /** Made when the slice is sent, again if it then was not begun. Null when there is nothing left to do. */
  prepare(): PreparedSlice | null
  /** Told when it is at work, as far as core can know. */
  onBegun?(): void
}

/** A call at work in a child: it gets what the guest posts for it, in whichever slice that happens. */
export interface CallListener {
  isolate: string
  onPost(post: GuestPost): void
  /** Its isolate or its child is gone, through no fault of its own. */
  onLost(): void
}
