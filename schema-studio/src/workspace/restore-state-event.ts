import type { AuditEntry } from '@tenon/sdk/contract/audit-api'

export interface WantedState {
  entry: AuditEntry
  /** As it was before the entry, or from it on. */
  side: 'before' | 'after'
  /** Null: the whole record. */
  field: { name: string; label: string } | null
}

/** Somebody wants a record, or one value of it, as it was. */
export class RestoreStateEvent extends Event {
  readonly wanted: WantedState
  constructor(wanted: WantedState) {
    super('studio-restore-state', { bubbles: true, composed: true })
    this.wanted = wanted
  }
}
