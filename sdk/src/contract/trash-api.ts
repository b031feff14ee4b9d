import type { AuditActor } from './audit-api.ts'

export interface TrashApi {
  /** Deleted records of an entity that the caller may delete and see, the last deleted first. `records.restore` brings one back. */
  list(input: ListTrashInput): Promise<TrashPage>
  /**
   * Removes a deleted record for good, and with it the deleted records that belonged to it: values, files and what
   * history, events and requests tell of it. That there was one and who did what when stays in the audit trail. Admins
   * only. REFERENCE_CONFLICT where another record still names it.
   */
  purge(input: PurgeRecordInput): Promise<PurgedRecords>
  settings(): Promise<TrashSettings>
  /** Admins only. */
  saveSettings(input: TrashSettings): Promise<TrashSettings>
}

export interface ListTrashInput {
  entity: string
  /** 1 to 200; default 50. */
  limit?: number
  /** `nextCursor` of the page before. */
  after?: string
}

export interface TrashPage {
  records: TrashedRecord[]
  nextCursor: string | null
}

export interface TrashedRecord {
  id: string
  /** For `records.restore` and `trash.purge`. */
  version: number
  /** Null where the caller may not see what it is called by. */
  title: string | null
  deletedAt: string
  deletedBy: AuditActor
  /** It was deleted because what it belonged to was. */
  followed: boolean
  /** The merge that it went with: `records.unmerge` takes that back, and the record with it. */
  merge?: string
  /** When it is removed for good; null: never by itself. */
  removedAt: string | null
}

export interface PurgeRecordInput {
  entity: string
  id: string
  version: number
}

export interface PurgedRecords {
  /** With those that belonged to it. */
  removed: number
}

export interface TrashSettings {
  /** Days after which deleted records are removed for good, 1 to 3650; null: never. Default: 30. */
  days: number | null
}
