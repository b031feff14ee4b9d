import { parseArgs } from 'node:util'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ChainAnchor, ChainFault, ChainReport } from '../audit/chain/verify-chain.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { printError } from './print.ts'
import { spoken } from './spoken.ts'
import { tenantsOf } from './tenants-of.ts'
import { wrongUsage } from './wrong-usage.ts'

/** Exit code where something is not as it should be; 1 is for errors, 2 for wrong words. */
const DIFFERS = 3

export const verifyAuditCommand: Command = {
  usage: 'audit verify [--tenant <short-name>] [--anchor <seq>:<hash>]',
  summary: {
    en: 'Holds the audit trail against its hash chain. Ends with 0 where it is as it was written, 3 where not.',
    'zh-CN': '按哈希链核对审计记录。退出码：0 与写入时一致，3 不一致。',
  },
  async run(args) {
    const options = { tenant: { type: 'string' }, anchor: { type: 'string' } } as const
    const { values } = parseArgs({ args, options })
    const anchor = readAnchor(values.anchor)
    if (anchor === null || (anchor !== undefined && values.tenant === undefined)) {
      const code = wrongUsage(this)
      printError({
        en: "An anchor is what 'tenon audit head' printed for one tenant.",
        'zh-CN': '锚点是“tenon audit head”为某个租户输出的内容。',
      })
      return code
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
  summary: {
    en: "Chains what is written so far and prints the end of each tenant's chain, to be kept elsewhere.",
    'zh-CN': '将目前写入的内容接入哈希链，并输出每个租户的链尾，供另行保存。',
  },
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
  if (fault !== null) {
    const what = wordsOf(fault)
    return spoken({
      en: `NOT as it was written: ${what.en} (${links} links before it hold)`,
      'zh-CN': `与写入时不一致：${what['zh-CN']}（此前 ${links} 个链节有效）`,
    })
  }
  const end = `${head.seq}:${head.hash}`
  return spoken({
    en: `as it was written; ${links} links, ${redacted} entries erased, ${removed} removed with a plugin's data, ${waiting} not chained yet; head ${end}`,
    'zh-CN': `与写入时一致；${links} 个链节，${redacted} 条记录已清除，${removed} 条随插件数据移除，${waiting} 条尚未入链；链尾 ${end}`,
  })
}

function wordsOf({ kind, seq, entry }: ChainFault): Required<LocalizedText> {
  switch (kind) {
    case 'changed':
      return { en: `entry ${entry} (link ${seq}) was changed`, 'zh-CN': `记录 ${entry}（链节 ${seq}）被更改` }
    case 'removed':
      return { en: `entry ${entry} (link ${seq}) was removed`, 'zh-CN': `记录 ${entry}（链节 ${seq}）被移除` }
    case 'inserted':
      if (seq === null) return { en: `entry ${entry} was inserted`, 'zh-CN': `记录 ${entry} 是后来插入的` }
      return {
        en: `entry ${entry}, removed by link ${seq}, was put in again`,
        'zh-CN': `由链节 ${seq} 移除的记录 ${entry} 又被放入`,
      }
    case 'chain':
      return { en: `the chain is broken at link ${seq}`, 'zh-CN': `哈希链在链节 ${seq} 处断开` }
    case 'anchor':
      return { en: `link ${seq} is not the one that the anchor names`, 'zh-CN': `链节 ${seq} 与锚点所指不符` }
  }
}
