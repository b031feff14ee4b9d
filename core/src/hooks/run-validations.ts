import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import { cachedScript } from './cached-script.ts'
import type { CallPlugin } from './call-plugin.ts'
import { declaresHook } from './declares-hook.ts'
import type { HookRunner, Refusal } from './hook-runner.ts'
import type { InstalledPlugins } from './installed-plugin.ts'

/** Makes the function that asks every plugin's validation about every record, whatever the others say of it. */
export function makeRunValidations({
  plugins,
  callPlugin,
}: {
  plugins: InstalledPlugins
  callPlugin: CallPlugin
}): HookRunner['runValidations'] {
  return async (ctx, { entity, records }) => {
    const refusals = records.map((): Refusal[] => [])
    for (const plugin of await plugins.get(ctx.tenant)) {
      const script = cachedScript(plugin.package)
      if (script === null || records.length === 0 || !declaresHook(plugin, entity, 'validate')) continue
      const target = `entities.${entity}.validate`
      const call = { plugin, script, kind: 'guard', target, entity, hook: 'validate', returns: 'refusals' } as const
      const answers = await callPlugin(ctx, { ...call, records })
      for (const [index, answer] of answers.entries()) {
        if (isRefusal(answer)) refusals[index]?.push({ ...answer, plugin: plugin.package.manifest.id })
      }
    }
    return refusals
  }
}

function isRefusal(answer: HookAnswer): answer is Extract<HookAnswer, { kind: 'reject' }> {
  return answer.kind === 'reject'
}
