import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'
import { printError } from './print.ts'

/** Finishes or undoes what a command that was killed has left half installed or half erased, and says what became of it. */
export async function settleInterrupted({ pluginWork }: Pick<Tenon, 'pluginWork'>, ctx: RequestContext): Promise<void> {
  await pluginWork.finishErasures(ctx.tenant.schema)
  for (const { plugins, error } of await pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })) {
    const [end, endChinese] =
      error === null
        ? ['is finished now', '现已完成']
        : [`was undone, because its hook failed: ${error.message}`, `已撤销，因其钩子失败：${error.message}`]
    printError({
      en: `An install that was interrupted (${plugins.join(', ')}) ${end}`,
      'zh-CN': `曾被中断的安装（${plugins.join('、')}）${endChinese}`,
    })
  }
}
