import type { CallTimes, HookFigures, PluginFigures } from '@tenon/sdk/contract/plugins-api'
import type { ObservableSandbox } from '../sandbox/sandbox.ts'
import { type Histogram, type HookMetrics, MS_BUCKETS } from '../sandbox/sandbox-metrics.ts'
import type { PluginActivity } from './plugin-activity.ts'

export type ReadFigures = (plugin: { tenantId: string; pluginId: string }) => PluginFigures

interface Dependencies {
  sandbox: Pick<ObservableSandbox, 'hookMetrics'>
  activity: Pick<PluginActivity, 'read'>
  /** Whose figures these are, such as the machine's name and the process's number. */
  process: PluginFigures['process']
}

/** What a plugin has done in a tenant, of this process since its start. */
export function makeReadFigures({ sandbox, activity, process }: Dependencies): ReadFigures {
  return function readFigures(plugin) {
    const hooks = sandbox.hookMetrics(plugin).map(figuresOf)
    return { process, hooks: hooks.sort(byName), ...activity.read(plugin) }
  }
}

function byName(one: HookFigures, other: HookFigures): number {
  return one.hook.localeCompare(other.hook) || other.version.localeCompare(one.version)
}

function figuresOf(metrics: HookMetrics): HookFigures {
  const { target, version, calls, outcomes, kills, cpuMs, wallMs, queueMs, hostCalls, heapMb, circuit } = metrics
  return {
    ...{ hook: target, version, calls, outcomes, kills, hostCalls, heapMb, circuit },
    cpu: timesOf(cpuMs),
    wall: timesOf(wallMs),
    queue: timesOf(queueMs),
  }
}

function timesOf({ counts, count, sum }: Histogram): CallTimes {
  return { mean: count === 0 ? 0 : sum / count, p95: boundOf(counts, count * 0.95), distribution: [...counts] }
}

/** Upper bound of the bucket up to which so many calls lie. */
function boundOf(counts: readonly number[], wanted: number): number | null {
  let upTo = 0
  const bucket = counts.findIndex((count) => {
    upTo += count
    return upTo >= wanted && upTo > 0
  })
  return bucket === -1 ? 0 : (MS_BUCKETS[bucket] ?? null)
}
