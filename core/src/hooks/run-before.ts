import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext } from '../context/request-context.ts'
import { cachedScript } from './cached-script.ts'
import type { CallPlugin } from './call-plugin.ts'
import { declaresHook } from './declares-hook.ts'
import type { HookRunner } from './hook-runner.ts'
import type { InstalledPlugin, InstalledPlugins } from './installed-plugin.ts'

/** A record on its way through the plugins. */
interface Passing {
  record: HookRecord
  changes: JsonObject | null
  /** Who changed it last, or rejected it. */
  plugin: string | null
  rejection: Extract<HookAnswer, { kind: 'reject' }> | null
}

interface BeforeCall {
  entity: string
  hook: EntityHookName
  records: HookRecord[]
}

export function makeRunBefore({
  plugins,
  callPlugin,
}: {
  plugins: InstalledPlugins
  callPlugin: CallPlugin
}): HookRunner['runBefore'] {
  return async (ctx, call) => {
    const passing = call.records.map((record): Passing => ({ record, changes: null, plugin: null, rejection: null }))
    for (const plugin of await plugins.get(ctx.tenant)) await passPlugin(ctx, { plugin, call, passing, callPlugin })
    return passing.map(answerOf)
  }
}

interface Passage {
  plugin: InstalledPlugin
  call: BeforeCall
  passing: readonly Passing[]
  callPlugin: CallPlugin
}

async function passPlugin(ctx: RequestContext, { plugin, call, passing, callPlugin }: Passage): Promise<void> {
  const { entity, hook } = call
  const script = cachedScript(plugin.package)
  const accepted = passing.filter(({ rejection }) => rejection === null)
  if (script === null || accepted.length === 0 || !declaresHook(plugin, entity, hook)) return
  const answers = await callPlugin(ctx, {
    plugin,
    script,
    kind: 'beforeHook',
    target: `entities.${entity}.${hook}`,
    entity,
    hook,
    returns: hook === 'beforeCreate' || hook === 'beforeUpdate' ? 'changes' : 'refusals',
    records: accepted.map(({ record }) => record),
  })
  for (const [index, one] of accepted.entries()) {
    const answer = answers[index]
    if (answer !== undefined) apply(one, answer, plugin.package.manifest.id)
  }
}

function apply(passing: Passing, answer: HookAnswer, plugin: string): void {
  if (answer.kind === 'reject') {
    passing.rejection = answer
    passing.plugin = plugin
  } else if (answer.changes !== undefined && Object.keys(answer.changes).length > 0) {
    passing.changes = { ...passing.changes, ...answer.changes }
    passing.record = { ...passing.record, values: { ...passing.record.values, ...answer.changes } }
    passing.plugin = plugin
  }
}

function answerOf({ changes, plugin, rejection }: Passing): HookAnswer & { plugin?: string } {
  const by = plugin === null ? {} : { plugin }
  if (rejection !== null) return { ...rejection, ...by }
  return { kind: 'ok', ...(changes !== null && { changes }), ...by }
}
