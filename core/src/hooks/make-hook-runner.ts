import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import { RECORD_EVENT_TYPES, type RecordEvent } from '@tenon/sdk/contract/record-event'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor, RequestContext, TenantRef } from '../context/request-context.ts'
import type { EventKind } from '../events/event-kind.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { makeCallPlugin } from './call-plugin.ts'
import { declaresHook } from './declares-hook.ts'
import { demandPlugin } from './demand-plugin.ts'
import { EVENT_HOOKS } from './event-hook.ts'
import { hearersAmong } from './hearers-among.ts'
import type { HookRunner } from './hook-runner.ts'
import type { HostMethods } from './host/host-method.ts'
import type { HostRecords } from './host/host-records.ts'
import { makeRecordMethods } from './host/record-methods.ts'
import type { RecordTurns } from './host/record-turns.ts'
import type { InstalledPlugin, InstalledPlugins } from './installed-plugin.ts'
import type { MaskRecords } from './mask-records.ts'
import { makeRunBefore } from './run-before.ts'
import { makeRunComputed } from './run-computed.ts'
import { makeRunValidations } from './run-validations.ts'

export interface HookRunnerDependencies {
  sandbox: Sandbox
  plugins: InstalledPlugins
  records: HostRecords
  maskRecords: MaskRecords
  /** Adds what stored events leave out; missing: they are whole. */
  completeEvent?: (tenant: TenantRef, event: RecordEvent) => Promise<RecordEvent>
  /** Whose turn it is at the records, where others than this runner call plugins as well. */
  recordTurns?: RecordTurns
  /** What plugins may ask for besides records. */
  methods?: HostMethods
}

export function makeHookRunner(dependencies: HookRunnerDependencies): HookRunner {
  const { sandbox, plugins, records, recordTurns, maskRecords, completeEvent, methods } = dependencies
  const callPlugin = makeCallPlugin({
    sandbox,
    plugins,
    maskRecords,
    methods: { ...methods, ...makeRecordMethods(records, recordTurns) },
  })

  return {
    runBefore: makeRunBefore({ plugins, callPlugin }),
    runValidations: makeRunValidations({ plugins, callPlugin }),
    runComputed: makeRunComputed({ plugins, callPlugin }),

    async runGuard(ctx, { entity, plugin: id, guard, records: batch }) {
      const target = `guards.${guard.name}`
      const part = await demandPlugin(plugins, ctx, { id, what: target })
      return callPlugin(ctx, {
        ...part,
        kind: 'guard',
        target,
        entity,
        hook: target,
        returns: 'refusals',
        records: batch,
      })
    },

    async afterHooksFor(tenant, event) {
      const hook = EVENT_HOOKS[event.type]
      const installed = await plugins.get(tenant)
      return installed
        .filter((plugin) => declaresHook(plugin, event.entity, hook))
        .map((plugin) => ({ plugin: plugin.package.manifest.id, hook }))
    },

    async afterHookEvents(tenant) {
      return (await plugins.get(tenant)).flatMap(heardEvents)
    },

    async runAfter(tenant, { event, plugin: id, hook, signal }) {
      const target = `entities.${event.entity}.${hook}`
      const part = await demandPlugin(plugins, { tenant, locale: 'en' }, { id, what: target })
      const answers = await callPlugin(contextOf(tenant, event, signal), {
        ...part,
        kind: 'afterHook',
        target,
        entity: event.entity,
        hook,
        returns: 'nothing',
        records: [recordOf(await (completeEvent?.(tenant, event) ?? event))],
        eventId: event.id,
      })
      refuseRejections(answers, id, target)
    },

    hearersOf: async (tenant, event, about) => hearersAmong(await plugins.get(tenant), event, about),
  }
}

function heardEvents({ package: { hooks } }: InstalledPlugin): EventKind[] {
  return Object.entries(hooks.entities).flatMap(([entity, names]) =>
    RECORD_EVENT_TYPES.filter((type) => names.includes(EVENT_HOOKS[type])).map(
      (type): EventKind => `${type} ${entity}`,
    ),
  )
}

function recordOf({ recordId, before, after }: RecordEvent): HookRecord {
  return { id: recordId, values: after ?? before ?? {}, old: before }
}

const FROM_JOB = { channel: 'job' } as const

/** After-hooks act for the system, within their capabilities: whoever caused the event may be gone by now. */
function contextOf(tenant: TenantRef, event: RecordEvent, signal: AbortSignal): RequestContext {
  const actor: Actor = { kind: 'system', id: 'system', name: 'Tenon' }
  return { tenant, actor, requestId: event.id, signal, locale: 'en', depth: event.depth, origin: FROM_JOB }
}

/** What has happened cannot be refused any more. */
function refuseRejections(answers: readonly HookAnswer[], plugin: string, target: string): void {
  const rejected = answers.find((answer) => answer.kind === 'reject')
  if (rejected === undefined) return
  const message = `${target} of plugin ${plugin} rejected what has already happened: ${rejected.message}`
  throw new TenonError({ code: 'PLUGIN_THREW', message, plugin })
}
