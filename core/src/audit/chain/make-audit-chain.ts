import type { Database } from '../../db/database.ts'
import { chainEntries } from './chain-entries.ts'
import { type ChainAnchor, readChainHead, verifyChain } from './verify-chain.ts'

/** What commands do with the chain over a tenant's audit trail. */
export function makeAuditChain(database: Database) {
  return {
    chain: (schema: string) => chainEntries(database, schema),
    verify: (schema: string, anchor?: ChainAnchor) => verifyChain(database, schema, anchor),
    head: (schema: string) => readChainHead(database, schema),
  }
}
