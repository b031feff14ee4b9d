import { parseArgs } from 'node:util'
import { DATA_FATES, type DataFate } from '@tenon/sdk/contract/plugins-api'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { operatorError } from '../context/operator-error.ts'
import { findTenant } from '../db/find-tenant.ts'
import { atMostOne } from './at-most-one.ts'
import type { Command } from './command.ts'
import { commandContext } from './command-context.ts'
import { writeLines } from './export-plugin-command.ts'
import { withTenon } from './open-tenon.ts'
import { print, printError } from './print.ts'
import { settleInterrupted } from './settle-interrupted.ts'
import { answerStages, STAGES_OPTIONS, STAGES_USAGE } from './stages-option.ts'
import { wrongUsage } from './wrong-usage.ts'

export const removePluginCommand: Command = {
  usage: `plugin remove <id> --tenant <short-name> [--data keep|archive|purge] [--export <file>] [--confirm <id>] [--consent] ${STAGES_USAGE} [--force]`,
  summary: {
    en: 'Takes a plugin out of a tenant. Its records are put aside and come back with it (archive, the default), stay as the tenant’s own (keep), or are deleted for good (purge, with the id again in --confirm). --export writes them to a file first. --force: even where its code refuses.',
    'zh-CN':
      '从租户中移除插件。其记录移出视图，重新安装后恢复（archive，默认），或作为租户自己的保留（keep），或永久删除（purge，须用 --confirm 再次写出 id）。--export 先将记录写入文件。--force：即使其代码拒绝也移除。',
  },
  async run(args) {
    const { values, positionals } = parseArgs({
      args,
      allowPositionals: true,
      options: {
        tenant: { type: 'string' },
        consent: { type: 'boolean', default: false },
        ...STAGES_OPTIONS,
        force: { type: 'boolean', default: false },
        data: { type: 'string', default: 'archive' },
        export: { type: 'string' },
        confirm: { type: 'string' },
      },
    })
    const id = atMostOne(positionals)
    if (id === undefined || values.tenant === undefined) return wrongUsage(this)
    const slug = values.tenant
    const data = fateOf(values.data)
    if (data === 'purge' && values.confirm !== id) throw unconfirmed(id)
    return withTenon(async (tenon) => {
      const ctx = commandContext(await findTenant(tenon.database, slug))
      await settleInterrupted(tenon, ctx)
      if (values.export !== undefined) await writeLines(await tenon.exportPlugin(ctx, { id }), values.export)
      const { consent, force } = values
      const { passedOver } = await tenon.removePlugin(ctx, id, { consent, stages: answerStages(values), force, data })
      if (passedOver !== undefined) {
        printError({
          en: `Its onUninstall was passed over: ${passedOver}`,
          'zh-CN': `已跳过其 onUninstall：${passedOver}`,
        })
      }
      print({ en: `Removed from '${slug}': ${id}`, 'zh-CN': `已从“${slug}”移除：${id}` })
      return 0
    })
  },
}

function fateOf(data: string): DataFate {
  const fate = DATA_FATES.find((one) => one === data)
  if (fate !== undefined) return fate
  throw operatorError('VALIDATION_FAILED', {
    en: `--data: '${data}' is not known; expected one of ${DATA_FATES.join(', ')}.`,
    'zh-CN': `--data：不认识“${data}”；可用的有 ${DATA_FATES.join('、')}。`,
  })
}

function unconfirmed(id: string): TenonError {
  return operatorError('CONSENT_REQUIRED', {
    en: `Purging deletes all records of plugin '${id}' for good: repeat its id with --confirm ${id}.`,
    'zh-CN': `清除会永久删除插件“${id}”的全部记录：请加上“--confirm ${id}”再次写出其 id。`,
  })
}
