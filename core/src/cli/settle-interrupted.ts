import type { RequestContext } from '../context/request-context.ts'
import type { Tenon } from '../create-tenon.ts'

/** Finishes or undoes what a command that was killed has left half installed or half erased, and says what became of it. */
export async function settleInterrupted({ pluginWork }: Pick<Tenon, 'pluginWork'>, ctx: RequestContext): Promise<void> {
  await pluginWork.finishErasures(ctx.tenant.schema)
  for (const { plugins, error } of await pluginWork.installs.settle(ctx, { waitMilliseconds: 0 })) {
    const end = error === null ? 'is finished now' : `was undone, because its hook failed: ${error.message}`
    process.stderr.write(`An install that was interrupted (${plugins.join(', ')}) ${end}\n`)
  }
}
