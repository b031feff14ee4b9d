import { isDeepStrictEqual } from 'node:util'
import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { EntityHookName } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext } from '../context/request-context.ts'
import { cachedScript } from './cached-script.ts'
import type { CallPlugin } from './call-plugin.ts'
import { codeInWords } from './code-in-words.ts'
import { declaresHook } from './declares-hook.ts'
import type { BeforeAnswer, Changer, HookRunner } from './hook-runner.ts'
import type { InstalledPlugin, InstalledPlugins } from './installed-plugin.ts'

/** A record on its way through the plugins. */
interface Passing {
  record: HookRecord
  changes: JsonObject | null
  /** Field → who gave it another value than it had; null where nobody has. */
  changedBy: Map<string, Changer> | null
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
    const passing = call.records.map(newPassing)
    for (const plugin of await plugins.get(ctx.tenant)) await passPlugin(ctx, { plugin, call, passing, callPlugin })
    return passing.map(answerOf)
  }
}

function newPassing(record: HookRecord): Passing {
  return { record, changes: null, changedBy: null, plugin: null, rejection: null }
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
  const target = `entities.${entity}.${hook}`
  const answers = await callPlugin(ctx, {
    plugin,
    script,
    kind: 'beforeHook',
    target,
    entity,
    hook,
    returns: hook === 'beforeCreate' || hook === 'beforeUpdate' ? 'changes' : 'refusals',
    records: accepted.map(({ record }) => record),
  })
  const changer: Changer = {
    plugin: plugin.package.manifest.id,
    inWords: codeInWords(plugin.package, target) ?? { en: target },
  }
  for (const [index, one] of accepted.entries()) {
    const answer = answers[index]
    if (answer !== undefined) apply(one, answer, changer)
  }
}

function apply(passing: Passing, answer: HookAnswer, changer: Changer): void {
  const { plugin } = changer
  if (answer.kind === 'reject') {
    passing.rejection = answer
    passing.plugin = plugin
    return
  }
  const { values } = passing.record
  // Many a hook gives back all that it was given, also what nobody may set: that is no change.
  const changed = Object.entries(answer.changes ?? {}).filter(
    ([field, value]) => !isDeepStrictEqual(values[field], value),
  )
  if (changed.length === 0) return
  const changes = Object.fromEntries(changed)
  passing.changedBy ??= new Map()
  for (const field of Object.keys(changes)) passing.changedBy.set(field, changer)
  passing.changes = { ...passing.changes, ...changes }
  passing.record = { ...passing.record, values: { ...values, ...changes } }
  passing.plugin = plugin
}

function answerOf({ changes, changedBy, plugin, rejection }: Passing): BeforeAnswer {
  const by = plugin === null ? {} : { plugin }
  if (rejection !== null) return { ...rejection, ...by }
  return { kind: 'ok', ...(changes !== null && { changes }), ...(changedBy !== null && { changedBy }), ...by }
}
