import type { HookReturns } from '@tenon/sdk/contract/hook-call'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { HookTopic } from '@tenon/sdk/contract/plugin-manifest'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { CallKind } from '../sandbox/sandbox.ts'
import { cachedScript } from './cached-script.ts'
import type { AskPlugin } from './call-plugin.ts'
import { hookNotThere } from './hook-not-there.ts'
import type { InstalledPlugins } from './installed-plugin.ts'

/** One call of a plugin's hook that is no entity's, acting for the system. */
interface PluginHookCall {
  plugin: string
  topic: HookTopic
  name: string
  args: JsonValue
  kind: CallKind
  returns: HookReturns
  /** The same at every attempt. */
  eventId: string
  /** Depth of hooks that set off hooks: 0 for what the outside world or a time table asks for. */
  depth: number
  /** Language in which it refuses. */
  locale?: Locale
  signal: AbortSignal
}

/**
 * Gives the hook's result, null where it has none. Rejects with PLUGIN_LOAD_FAILED where the plugin has no such hook
 * any more, with HOOK_REJECTED for what it refuses, and with how it failed otherwise.
 */
export type RunPluginHook = (tenant: TenantRef, call: PluginHookCall) => Promise<JsonValue>

export function makeRunPluginHook({
  plugins,
  askPlugin,
}: {
  plugins: InstalledPlugins
  askPlugin: AskPlugin
}): RunPluginHook {
  return async function runPluginHook(tenant, call) {
    const { plugin: id, topic, name, ...rest } = call
    const target = `${topic}.${name}`
    const plugin = (await plugins.get(tenant)).find(({ package: { manifest } }) => manifest.id === id)
    const script = plugin === undefined ? null : cachedScript(plugin.package)
    if (plugin === undefined || script === null || !plugin.package.hooks[topic].includes(name)) {
      throw hookNotThere(call.locale ?? 'en', { plugin: id, target })
    }
    const { args, kind, returns, eventId } = rest
    return askPlugin(systemContextOf(tenant, rest), {
      plugin,
      script,
      kind,
      target,
      entity: '',
      hook: target,
      returns,
      eventId,
      args,
    })
  }
}

/** Whoever caused it may be gone by now. */
function systemContextOf(
  tenant: TenantRef,
  { eventId, signal, depth, locale = 'en' }: Pick<PluginHookCall, 'eventId' | 'signal' | 'depth' | 'locale'>,
): RequestContext {
  const actor = { kind: 'system', id: 'system', name: 'Tenon' } as const
  return { tenant, actor, requestId: eventId, signal, locale, depth, origin: { channel: 'job' } }
}
