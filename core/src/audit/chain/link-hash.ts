import { createHash } from 'node:crypto'
import type { LinkKind } from '../../db/audit-chain-tables.ts'

/** A link before it has its place in the chain. */
export interface NewLink {
  auditId: string
  kind: LinkKind
  /** SHA-256, 32 bytes each. */
  fact: Uint8Array
  content: Uint8Array
}

/** SHA-256 of the hash before and of all that the link says. */
export function linkHash(before: Uint8Array, seq: number, { auditId, kind, fact, content }: NewLink): Buffer {
  return createHash('sha256').update(before).update(`${seq} ${kind} ${auditId}\n`).update(fact).update(content).digest()
}
