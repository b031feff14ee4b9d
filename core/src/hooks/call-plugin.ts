import type { HookAnswer, HookInput, HookRecord, HookReturns } from '@tenon/sdk/contract/hook-call'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { MigrationFacts } from '@tenon/sdk/contract/plugin-calls'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext, TenantRef } from '../context/request-context.ts'
import type { CallKind, PluginScript, Sandbox, SandboxCall } from '../sandbox/sandbox.ts'
import { codeInWords } from './code-in-words.ts'
import { makeHostApi } from './host/host-api.ts'
import type { HostMethods } from './host/host-method.ts'
import type { ActionProgress } from './host/host-scope.ts'
import { removedMeanwhile } from './host/removed-meanwhile.ts'
import type { InstalledPlugin, InstalledPlugins } from './installed-plugin.ts'
import type { MaskRecords } from './mask-records.ts'
import { pluginContext } from './plugin-context.ts'
import { splitBatch } from './split-batch.ts'

export interface PluginCall {
  plugin: InstalledPlugin
  script: PluginScript
  kind: CallKind
  target: string
  entity: string
  /** Name of the hook as the plugin sees it. */
  hook: string
  returns: HookReturns
  eventId?: string
  /** Actions: what was filled in. */
  form?: JsonObject
  migration?: MigrationFacts
  onProgress?: (progress: ActionProgress) => Promise<void>
}

/** Runs one hook of one plugin over a batch of any size; one answer per record, in order. */
export type CallPlugin = (
  ctx: RequestContext,
  call: PluginCall & { records: readonly HookRecord[] },
) => Promise<HookAnswer[]>

/** Asks one hook of one plugin one question; gives its result, null where it returned nothing. */
export type AskPlugin = (ctx: RequestContext, call: PluginCall & { args: JsonValue }) => Promise<JsonValue>

interface CallDependencies {
  sandbox: Sandbox
  plugins: InstalledPlugins
  methods: HostMethods
}

export function makeCallPlugin({
  maskRecords,
  ...dependencies
}: CallDependencies & { maskRecords: MaskRecords }): CallPlugin {
  const call = makeSandboxCall(dependencies)
  return async (ctx, { records: given, ...rest }) => {
    const { plugin, entity } = rest
    const records = await maskRecords(ctx.tenant, { plugin, entity, records: given })
    const answers: HookAnswer[] = []
    // An action on a list has no records, and is called all the same.
    const parts = records.length === 0 ? [{ records: [], text: '[]' }] : splitBatch(records)
    for (const part of parts) answers.push(...(await call(ctx, rest, part)).answers)
    return answers
  }
}

export function makeAskPlugin(dependencies: CallDependencies): AskPlugin {
  const call = makeSandboxCall(dependencies)
  return async (ctx, { args, ...rest }) => {
    const { answers, result = null } = await call(ctx, rest, { records: [], text: '[]', args })
    const [refusal] = answers
    if (refusal?.kind !== 'reject') return result
    const plugin = rest.plugin.package.manifest.id
    throw new TenonError({ code: 'HOOK_REJECTED', message: refusal.message, problems: refusal.problems ?? [], plugin })
  }
}

function makeSandboxCall({ sandbox, plugins, methods }: CallDependencies) {
  return (ctx: RequestContext, call: PluginCall, { text, ...given }: GivenRecords) => {
    const { plugin, script, kind, target, onProgress } = call
    let host: SandboxCall['host'] | undefined
    // Made for a call that asks for something, which most do not.
    const makeHost = () => {
      const acting = pluginContext(ctx, plugin, target)
      return makeHostApi(methods, { ctx: acting, plugin, kind, ...(onProgress !== undefined && { onProgress }) })
    }
    return sandbox.call({
      tenantId: ctx.tenant.id,
      script,
      kind,
      target,
      inWords: () => codeInWords(plugin.package, target),
      input: { ...hookInput(ctx, call), ...given },
      recordsText: text,
      host: async (method, args, signal) => {
        const id = plugin.package.manifest.id
        if (!(await isInstalled(plugins, ctx.tenant, id))) throw removedMeanwhile(ctx, id)
        host ??= makeHost()
        return host(method, args, signal)
      },
      signal: ctx.signal,
    })
  }
}

/** A plugin may go while its code is at work: nothing of it is to come after, least of all where its data were purged. */
async function isInstalled(plugins: InstalledPlugins, tenant: TenantRef, id: string): Promise<boolean> {
  return (await plugins.get(tenant)).some(({ package: { manifest } }) => manifest.id === id)
}

/** `text`: the records as JSON. */
type GivenRecords = Pick<HookInput, 'records' | 'args'> & { text: string }

function hookInput({ actor, locale }: RequestContext, call: PluginCall): Omit<HookInput, 'records' | 'args'> {
  const { plugin, entity, hook, returns, eventId, form, migration } = call
  return {
    entity,
    hook,
    returns,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    locale,
    ...(eventId !== undefined && { eventId }),
    ...(form !== undefined && { form }),
    ...(migration !== undefined && { migration }),
    ...(plugin.settings !== undefined && { settings: plugin.settings }),
    ...(plugin.contracts !== undefined && { contracts: { ...plugin.contracts } }),
  }
}
