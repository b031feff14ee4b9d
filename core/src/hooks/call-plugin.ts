import type { HookAnswer, HookInput, HookRecord } from '@tenon/sdk/contract/hook-call'
import type { RequestContext } from '../context/request-context.ts'
import type { CallKind, PluginScript, Sandbox } from '../sandbox/sandbox.ts'
import { makeHostApi } from './host-api.ts'
import type { HostRecords } from './host-records.ts'
import type { InstalledPlugin } from './installed-plugin.ts'
import { pluginContext } from './plugin-context.ts'
import { splitBatch } from './split-batch.ts'

interface PluginCall {
  plugin: InstalledPlugin
  script: PluginScript
  kind: CallKind
  target: string
  entity: string
  /** Name of the hook as the plugin sees it. */
  hook: string
  records: readonly HookRecord[]
  eventId?: string
}

/** Runs one hook of one plugin over a batch of any size; one answer per record, in order. */
export type CallPlugin = (ctx: RequestContext, call: PluginCall) => Promise<HookAnswer[]>

export function makeCallPlugin({ sandbox, records }: { sandbox: Sandbox; records: HostRecords }): CallPlugin {
  return async (ctx, call) => {
    const { plugin, script, kind, target } = call
    const acting = pluginContext(ctx, plugin, target)
    const answers: HookAnswer[] = []
    for (const part of splitBatch(call.records)) {
      const output = await sandbox.call({
        tenantId: ctx.tenant.id,
        script,
        kind,
        target,
        input: hookInput(ctx, call, part),
        host: makeHostApi({ records, ctx: acting, grants: plugin.grants, kind }),
        signal: ctx.signal,
      })
      answers.push(...output.answers)
    }
    return answers
  }
}

function hookInput({ actor, locale }: RequestContext, call: PluginCall, records: HookRecord[]): HookInput {
  const { entity, hook, eventId } = call
  return {
    entity,
    hook,
    records,
    actor: { kind: actor.kind, id: actor.id, name: actor.name },
    locale,
    ...(eventId !== undefined && { eventId }),
  }
}
