import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { CallPlugin } from './call-plugin.ts'
import { demandPlugin } from './demand-plugin.ts'
import type { InstalledPlugins } from './installed-plugin.ts'

/** Texts of one row of a file by column. */
type RowTexts = Record<string, string>

/** Plugins' code that puts rows of imported files in order before they are read. */
export interface RowHooks {
  /** All that there are, each as `<plugin>/<hook>`. */
  names(tenant: TenantRef): Promise<string[]>
  /** One answer per row: changed columns, or a refusal. Throws what a failing hook throws. */
  run(ctx: RequestContext, call: { name: string; entity: string; rows: readonly RowTexts[] }): Promise<HookAnswer[]>
}

export function makeRowHooks({ plugins, callPlugin }: { plugins: InstalledPlugins; callPlugin: CallPlugin }): RowHooks {
  return {
    async names(tenant) {
      const installed = await plugins.get(tenant)
      return installed.flatMap(({ package: { manifest, hooks } }) =>
        hooks.imports.map((hook) => `${manifest.id}/${hook}`),
      )
    },
    async run(ctx, { name, entity, rows }) {
      const [id = '', hook = ''] = name.split('/')
      const target = `imports.${hook}`
      const code = await demandPlugin(plugins, ctx, { id, what: target })
      const records = rows.map((values) => ({ id: null, values, old: null }))
      return callPlugin(ctx, { ...code, kind: 'beforeHook', target, entity, hook: target, returns: 'changes', records })
    },
  }
}
