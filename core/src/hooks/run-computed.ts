import type { HookAnswer, HookRecord } from '@tenon/sdk/contract/hook-call'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Actor, RequestContext } from '../context/request-context.ts'
import { cachedScript } from './cached-script.ts'
import type { CallPlugin, PluginCall } from './call-plugin.ts'
import type { ComputedAnswer, HookRunner } from './hook-runner.ts'
import type { InstalledPlugins } from './installed-plugin.ts'

/** As many as one call of the sandbox takes, so that one that fails takes no others with it. */
const RECORDS_PER_CALL = 100

const SYSTEM: Actor = { kind: 'system', id: 'system', name: 'Tenon' }

/**
 * Makes the function that works computed fields out. Code is given the values alone, as the system, in English and
 * without settings: whoever writes a record, and whenever it is worked out again, the value is the same.
 */
export function makeRunComputed({
  plugins,
  callPlugin,
}: {
  plugins: InstalledPlugins
  callPlugin: CallPlugin
}): HookRunner['runComputed'] {
  return async (ctx, { entity, plugin: id, name, values, patient = false }) => {
    const plugin = (await plugins.get(ctx.tenant)).find(({ package: { manifest } }) => manifest.id === id)
    const script = plugin === undefined ? null : cachedScript(plugin.package)
    if (plugin === undefined || script === null) return values.map(() => failed(`plugin ${id} is not installed`))
    const target = `computed.${name}`
    const { settings: _settings, contracts: _contracts, ...bare } = plugin
    const call = { plugin: bare, script, kind: 'guard', target, entity, hook: target, returns: 'values' } as const
    const work = makeWork({ ...ctx, actor: SYSTEM, locale: 'en' }, { call, callPlugin, patient })
    const records = values.map((one): HookRecord => ({ id: null, values: one, old: null }))
    const answers: ComputedAnswer[] = []
    for (let at = 0; at < records.length; at += RECORDS_PER_CALL) {
      answers.push(...(await work(records.slice(at, at + RECORDS_PER_CALL))))
    }
    return answers
  }
}

interface Work {
  call: PluginCall
  callPlugin: CallPlugin
  /** Where a call fails, its records are tried one by one. */
  patient: boolean
}

type WorkOut = (records: HookRecord[]) => Promise<ComputedAnswer[]>

function makeWork(ctx: RequestContext, { call, callPlugin, patient }: Work): WorkOut {
  return async function work(records) {
    try {
      return (await callPlugin(ctx, { ...call, records })).map(toComputed)
    } catch (error) {
      // A write that was cancelled fails like any other; it is not to be stored with its values missing.
      if (!(error instanceof TenonError) || ctx.signal.aborted) throw error
      if (wasNotRun(error)) return records.map(() => ({ ...failed(error.message), notRun: true }))
      const alike = records.length === 1 || error.code === 'PLUGIN_LOAD_FAILED'
      if (!patient || alike) return records.map(() => failed(error.message))
      const answers: ComputedAnswer[] = []
      for (const record of records) answers.push(...(await work([record])))
      return answers
    }
  }
}

/** It is not about these records: others would fare no better now. */
function wasNotRun({ code }: TenonError): boolean {
  return ['PLUGIN_CIRCUIT_OPEN', 'PLUGIN_WORKER_RESTARTED', 'RATE_LIMITED', 'UNAVAILABLE'].includes(code)
}

function toComputed(answer: HookAnswer): ComputedAnswer {
  return answer.kind === 'ok' ? { kind: 'value', value: answer.value ?? null } : failed(answer.message)
}

function failed(reason: string): Extract<ComputedAnswer, { kind: 'failed' }> {
  return { kind: 'failed', reason }
}
