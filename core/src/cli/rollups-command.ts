import { parseArgs } from 'node:util'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { RollupState } from '../schema-change/rollups/verify-rollups.ts'
import type { Command } from './command.ts'
import { withTenon } from './open-tenon.ts'
import { print } from './print.ts'
import { tenantsOf } from './tenants-of.ts'

/** Exit code where something is not as it should be; 1 is for errors, 2 for wrong words. */
const DIFFERS = 3
const OPTIONS = { tenant: { type: 'string' } } as const

export const verifyRollupsCommand: Command = {
  usage: 'rollups verify [--tenant <short-name>]',
  summary: {
    en: 'Holds totals that are kept ready against the records, while others write. Ends with 0 where all agree, 3 where not.',
    'zh-CN': '在他人写入的同时，将预先计算的汇总与记录核对。退出码：0 全部一致，3 不一致。',
  },
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS })
    return withTenon(async (tenon) => {
      let faults = 0
      for (const { slug, schema } of await tenantsOf(tenon, values.tenant)) {
        for (const state of await tenon.rollups.verify(schema)) {
          if (state.state === 'differs' || state.state === 'missing') faults += 1
          print(about(slug, describe(state)))
        }
      }
      return faults === 0 ? 0 : DIFFERS
    })
  },
}

export const rebuildRollupsCommand: Command = {
  usage: 'rollups rebuild [--tenant <short-name>]',
  summary: {
    en: 'Counts totals that are kept ready anew from the records, while others read and write.',
    'zh-CN': '在他人读写的同时，根据记录重新计算预先计算的汇总。',
  },
  async run(args) {
    const { values } = parseArgs({ args, options: OPTIONS })
    return withTenon(async (tenon) => {
      let lacking = 0
      for (const { slug, schema } of await tenantsOf(tenon, values.tenant)) {
        const { done, missing } = await tenon.rollups.rebuild(schema)
        lacking += missing.length
        for (const name of done) {
          print({ en: `${slug}: ${name} was counted anew`, 'zh-CN': `${slug}：${name} 已重新计算` })
        }
        for (const name of missing) print(about(slug, missingText(name)))
      }
      return lacking === 0 ? 0 : DIFFERS
    })
  },
}

function about(slug: string, text: Required<LocalizedText>): Required<LocalizedText> {
  return { en: `${slug}: ${text.en}`, 'zh-CN': `${slug}：${text['zh-CN']}` }
}

function missingText(name: string): Required<LocalizedText> {
  return {
    en: `${name} is not kept by its table: repair the database's drift in the studio`,
    'zh-CN': `${name} 未由其数据表维护：请在设计器中使数据库与模型一致`,
  }
}

function describe({ name, state, wrong, figures, unfolded }: RollupState): Required<LocalizedText> {
  switch (state) {
    case 'missing':
      return missingText(name)
    case 'pending':
      return {
        en: `${name} is not counted yet; the server does that, or 'tenon rollups rebuild'`,
        'zh-CN': `${name} 尚未计算；服务器会计算，也可用“tenon rollups rebuild”`,
      }
    case 'differs':
      return {
        en: `${name} DIFFERS from the records: ${wrong} of ${figures} figures are wrong; 'tenon rollups rebuild' counts anew`,
        'zh-CN': `${name} 与记录不一致：${figures} 个数值中有 ${wrong} 个错误；用“tenon rollups rebuild”重新计算`,
      }
    case 'exact':
      return {
        en: `${name} agrees with the records: ${figures} figures, ${unfolded} notes of writes to be folded`,
        'zh-CN': `${name} 与记录一致：${figures} 个数值，${unfolded} 条写入待合并`,
      }
  }
}
