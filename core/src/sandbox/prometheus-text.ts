import type { Registry } from 'prom-client'
import {
  type ChildMetrics,
  type Histogram,
  type HookMetrics,
  MS_BUCKETS,
  type SandboxMetrics,
} from './sandbox-metrics.ts'

type Labels = Record<string, string>
type Values = Array<{ labels: Labels; value: number; metricName?: string }>

interface Series {
  name: string
  help: string
  type: 'counter' | 'gauge' | 'histogram'
  values: Values
}

const CIRCUIT_VALUES = { closed: 0, halfOpen: 1, open: 2, disabled: 3 }

/** Figures in the text format of Prometheus. Names begin with `tenon_sandbox_`; times are seconds, as is usual there. */
export async function prometheusText(metrics: SandboxMetrics): Promise<string> {
  const { Registry } = await import('prom-client')
  const registry = new Registry()
  for (const series of [...hookSeries(metrics.hooks), ...timeSeries(metrics.hooks), ...processSeries(metrics)]) {
    const name = `tenon_sandbox_${series.name}`
    const values = series.values.map(({ metricName = '', ...value }) => ({ ...value, metricName: name + metricName }))
    const { help, type } = series
    // The registry asks a metric for nothing else; the values are those of the snapshot.
    const metric = {
      name,
      help,
      type,
      aggregator: 'sum',
      get: async () => ({ name, help, type, values, aggregator: 'sum' }),
    }
    registry.registerMetric(metric as unknown as Parameters<Registry['registerMetric']>[0])
  }
  return registry.metrics()
}

function hookSeries(hooks: HookMetrics[]): Series[] {
  const sum = (of: (hook: HookMetrics) => number): Values =>
    hooks.map((hook) => ({ labels: labelsOf(hook), value: of(hook) }))
  const byKey = (label: string, of: (hook: HookMetrics) => Record<string, number>): Values =>
    hooks.flatMap((hook) =>
      Object.entries(of(hook)).map(([key, value]) => ({ labels: { ...labelsOf(hook), [label]: key }, value })),
    )
  const outcomes = byKey('outcome', (hook) => hook.outcomes)
  const kills = byKey('cause', (hook) => hook.kills)
  return [
    counter('calls_total', 'Calls of a hook by how they ended', outcomes),
    counter('kills_total', 'Calls ended by force, by cause', kills),
    counter('cold_calls_total', 'Calls whose script had to be loaded first', sum(coldCalls)),
    counter('host_calls_total', 'Calls that a hook made to its host', sum(hostCalls)),
    counter('input_characters_total', 'JSON given to a hook', sum(lengthIn)),
    counter('output_characters_total', 'JSON that a hook answered', sum(lengthOut)),
    counter('log_lines_dropped_total', 'Log lines beyond the limit', sum(logLinesDropped)),
    gauge('heap_bytes', "Last sample of the heap of a hook's isolate", heapValues(hooks)),
    gauge('circuit', 'Circuit breaker: 0 closed, 1 half open, 2 open, 3 disabled', sum(circuitValue)),
  ]
}

const coldCalls = (hook: HookMetrics) => hook.coldCalls
const hostCalls = (hook: HookMetrics) => hook.hostCalls
const lengthIn = (hook: HookMetrics) => hook.lengthIn
const lengthOut = (hook: HookMetrics) => hook.lengthOut
const logLinesDropped = (hook: HookMetrics) => hook.logLinesDropped

function timeSeries(hooks: HookMetrics[]): Series[] {
  const times = (of: (hook: HookMetrics) => Histogram): Values =>
    hooks.flatMap((hook) => histogramValues(labelsOf(hook), of(hook)))
  const cpu = times((hook) => hook.cpuMs)
  const wall = times((hook) => hook.wallMs)
  const queue = times((hook) => hook.queueMs)
  return [
    histogram('cpu_seconds', 'Processor time of a call', cpu),
    histogram('wall_seconds', 'Time of a call from arrival to answer', wall),
    histogram('queue_seconds', 'Time from arrival to the first slice', queue),
  ]
}

const counter = (name: string, help: string, values: Values): Series => ({ name, help, type: 'counter', values })
const gauge = (name: string, help: string, values: Values): Series => ({ name, help, type: 'gauge', values })
const histogram = (name: string, help: string, values: Values): Series => ({ name, help, type: 'histogram', values })

function heapValues(hooks: HookMetrics[]): Values {
  const sampled = hooks.filter(({ heapMb }) => heapMb !== null)
  return sampled.map((hook) => ({ labels: labelsOf(hook), value: (hook.heapMb ?? 0) * 1024 * 1024 }))
}

function circuitValue({ circuit }: HookMetrics): number {
  return CIRCUIT_VALUES[circuit]
}

function processSeries({ children, childDeaths, childrenStarted, codeCache, openCalls }: SandboxMetrics): Series[] {
  const each = (of: (child: ChildMetrics) => number | null): Values =>
    children.map((child) => ({
      labels: { pid: String(child.pid), role: child.role },
      value: of(child) ?? Number.NaN,
    }))
  const deaths = Object.entries(childDeaths).map(([cause, value]) => ({ labels: { cause }, value }))
  const bytes = ({ rssMb }: ChildMetrics) => (rssMb === null ? null : rssMb * 1024 * 1024)
  return [
    gauge('child_rss_bytes', 'Memory of a child process', each(bytes)),
    gauge(
      'child_isolates',
      'Isolates in a child process',
      each(({ isolates }) => isolates),
    ),
    gauge(
      'child_queued_slices',
      'Slices that wait for their turn',
      each(({ queuedSlices }) => queuedSlices),
    ),
    gauge('open_calls', 'Calls waiting or at work', [{ labels: {}, value: openCalls }]),
    counter('children_started_total', 'Child processes started', [{ labels: {}, value: childrenStarted }]),
    counter('code_cache_hits_total', 'Loads that found code compiled', [{ labels: {}, value: codeCache.hits }]),
    counter('code_cache_misses_total', 'Loads that had to compile', [{ labels: {}, value: codeCache.misses }]),
    counter('child_deaths_total', 'Child processes that ended, by cause', deaths),
  ]
}

function labelsOf({ tenantId, pluginId, version, target }: HookMetrics): Labels {
  return { tenant: tenantId, plugin: pluginId, version, hook: target }
}

function histogramValues(labels: Labels, { counts, count, sum }: Histogram): Values {
  let upTo = 0
  const buckets = MS_BUCKETS.map((bound, index) => {
    upTo += counts[index] ?? 0
    return { labels: { ...labels, le: String(bound / 1000) }, value: upTo, metricName: '_bucket' }
  })
  return [
    ...buckets,
    { labels: { ...labels, le: '+Inf' }, value: count, metricName: '_bucket' },
    { labels, value: sum / 1000, metricName: '_sum' },
    { labels, value: count, metricName: '_count' },
  ]
}
