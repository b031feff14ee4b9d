import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Kysely } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { TenantTables } from '../db/tenant-tables.ts'
import { namePlugins } from './name-plugins.ts'
import { spoken } from './spoken.ts'
import { findOpenRun, type RunFacts } from './stored-run.ts'

/** @throws TenonError CONFLICT while a long publish is under way, or waits for an admin; it says which */
export async function refuseDuringRun(ctx: RequestContext, db: Kysely<TenantTables>): Promise<void> {
  const run = await findOpenRun(db)
  if (run !== null) throw runOpen(ctx, run)
}

/** `run`: where it is known which one. */
export function runOpen(ctx: RequestContext, run: Pick<RunFacts, 'install' | 'note' | 'status'> | null): TenonError {
  const text = underWay(run)
  const [paused, isUndoing] = [run?.status === 'paused', run?.install?.undoes !== undefined]
  return new TenonError({
    code: 'CONFLICT',
    message: spoken(ctx, {
      en: `${text.en} and not done yet: ${paused ? 'it is paused; resume it and wait' : 'wait'} for it${isUndoing ? '' : ', or cancel it first'}.`,
      'zh-CN': `${text['zh-CN']}，尚未完成：${paused ? '该任务已暂停，请继续并等待其完成' : '请等待其完成'}${isUndoing ? '' : '，或先取消'}。`,
    }),
  })
}

function underWay(run: Pick<RunFacts, 'install' | 'note'> | null): Required<LocalizedText> {
  const { install = null, note = null } = run ?? {}
  if (install === null) {
    const [named, namedZh] = note === null ? ['', ''] : [` (“${note}”)`, `（“${note}”）`]
    return {
      en: `A change of this model${named} is being published`,
      'zh-CN': `此模型的一项更改${namedZh}正在发布`,
    }
  }
  const names = namePlugins(install.plugins)
  if (install.undoes !== undefined) {
    return {
      en: `An upgrade of plugins has failed and is being put back (${names})`,
      'zh-CN': `插件升级失败，正在恢复原状（${names}）`,
    }
  }
  return install.plugins.some(({ from }) => from !== null)
    ? { en: `An upgrade of plugins is under way (${names})`, 'zh-CN': `正在升级插件（${names}）` }
    : { en: `Plugins are being installed (${names})`, 'zh-CN': `正在安装插件（${names}）` }
}
