import { parseArgs } from 'node:util'
import type { ChainAnchor, ChainFault, ChainReport } from '../audit/chain/verify-chain.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { tenantsOf } from './tenants-of.ts'

/** Exit code where something is not as it should be; 1 is for errors, 2 for wrong words. */
const DIFFERS = 3

export const verifyAuditCommand: Command = {
  usage: 'audit verify [--tenant <short-name>] [--anchor <seq>:<hash>]',
  summary: 'Holds the audit trail against its hash chain. Ends with 0 where it is as it was written, 3 where not.',
  async run(args) {
    const options = { tenant: { type: 'string' }, anchor: { type: 'string' } } as const
    const { values } = parseArgs({ args, options })
    const anchor = readAnchor(values.anchor)
    if (anchor === null || (anchor !== undefined && values.tenant === undefined)) {
      process.stderr.write(`Usage: tenon ${this.usage}\nAn anchor is what 'tenon audit head' printed for one tenant.\n`)
      return 2
    }
    return withTenon(async (tenon) => {
      let faults = 0
      for (const { slug, schema } of await tenantsOf(tenon, values.tenant)) {
        const report = await tenon.auditChain.verify(schema, anchor)
        if (report.fault !== null) faults += 1
        process.stdout.write(`${slug}: ${describe(report)}\n`)
      }
      return faults === 0 ? 0 : DIFFERS
    })
  },
}

export const auditHeadCommand: Command = {
  usage: 'audit head [--tenant <short-name>]',
  summary: "Chains what is written so far and prints the end of each tenant's chain, to be kept elsewhere.",
  async run(args) {
    const { values } = parseArgs({ args, options: { tenant: { type: 'string' } } as const })
    return withTenon(async (tenon) => {
      for (const { slug, schema } of await tenantsOf(tenon, values.tenant)) {
        await tenon.auditChain.chain(schema)
        const { seq, hash } = await tenon.auditChain.head(schema)
        process.stdout.write(`${slug} ${seq}:${hash}\n`)
      }
      return 0
    })
  },
}

/** Null for what is no anchor. */
function readAnchor(given: string | undefined): ChainAnchor | null | undefined {
  if (given === undefined) return undefined
  const [, seq, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(given.trim()) ?? []
  return seq === undefined || hash === undefined ? null : { seq: Number(seq), hash }
}

function describe({ head, links, redacted, removed, waiting, fault }: ChainReport): string {
  const counts = `${links} links, ${redacted} entries erased, ${removed} removed with a plugin's data, ${waiting} not chained yet`
  if (fault === null) return `as it was written; ${counts}; head ${head.seq}:${head.hash}`
  return `NOT as it was written: ${wordsOf(fault)} (${links} links before it hold)`
}

function wordsOf({ kind, seq, entry }: ChainFault): string {
  switch (kind) {
    case 'changed':
      return `entry ${entry} (link ${seq}) was changed`
    case 'removed':
      return `entry ${entry} (link ${seq}) was removed`
    case 'inserted':
      return seq === null ? `entry ${entry} was inserted` : `entry ${entry}, removed by link ${seq}, was put in again`
    case 'chain':
      return `the chain is broken at link ${seq}`
    case 'anchor':
      return `link ${seq} is not the one that the anchor names`
  }
}
