import type { ColumnType } from 'kysely'

/** `entry`: an entry was written; `redaction`: its content was erased or shortened; `removal`: it was removed as a whole. */
export type LinkKind = 'entry' | 'redaction' | 'removal'

/** The chain over the audit trail, in the order in which the job has come by the entries. */
export interface AuditLinkTable {
  /** From 1, without gaps. */
  seq: number
  audit_id: string
  kind: LinkKind
  /** SHA-256 of who, when and what. */
  fact: Buffer
  /** SHA-256 of values, reason and origin as they are from this link on. */
  content: Buffer
  /** SHA-256 of the hash before, and of this link. */
  hash: Buffer
}

/** The one row of the chain's end; who appends holds its lock. */
export interface AuditHeadTable {
  id: ColumnType<number, number | undefined, never>
  seq: number
  hash: Buffer
  /** Highest id among the entries that are chained. */
  through: string
  /** When entries that committed late were last looked for. */
  swept_at: Date
}
