import type { HookAnswer } from '@tenon/sdk/contract/hook-call'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { CallPlugin } from './call-plugin.ts'
import { demandPlugin } from './demand-plugin.ts'
import { hookNotThere } from './hook-not-there.ts'
import type { InstalledPlugins } from './installed-plugin.ts'

/** Texts of one row of a file by column. */
type RowTexts = Record<string, string>

/** Plugins' code that puts rows of imported files in order before they are read. */
export interface RowHooks {
  /** All that there are, each as `<plugin>/<hook>`. */
  names(tenant: TenantRef): Promise<string[]>
  /** Throws what a failing hook throws, and PLUGIN_LOAD_FAILED where the hook is not there any more. */
  run(ctx: RequestContext, call: { name: string; entity: string; rows: readonly RowTexts[] }): Promise<RowAnswers>
}

export interface RowAnswers {
  /** One per row: changed columns, or a refusal. */
  answers: HookAnswer[]
  /** Of the plugin that has given all of them; another content may have the same version. */
  by: { version: string; integrity: string }
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
      if (!code.plugin.package.hooks.imports.includes(hook)) throw hookNotThere(ctx.locale, { plugin: id, target })
      const records = rows.map((values) => ({ id: null, values, old: null }))
      const call = { ...code, kind: 'beforeHook', target, entity, hook: target, returns: 'changes' } as const
      const answers = await callPlugin(ctx, { ...call, records })
      const { manifest, integrity } = code.plugin.package
      return { answers, by: { version: manifest.version, integrity } }
    },
  }
}
