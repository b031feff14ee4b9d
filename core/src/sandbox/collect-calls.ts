import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'
import type { CallRecord } from './call-record.ts'
import type { CircuitState } from './circuit-breaker.ts'
import type { HookIdentity } from './sandbox-event.ts'
import { type Histogram, type HookMetrics, MS_BUCKETS } from './sandbox-metrics.ts'

/** Hooks whose figures are kept; those not called for longest are forgotten. */
const MAX_HOOKS = 5_000

/** Names hooks in breakers and figures. */
export function hookKey({ tenantId, pluginId, version, target }: HookIdentity): string {
  return JSON.stringify([tenantId, pluginId, version, target])
}

type Figures = Omit<HookMetrics, 'circuit'>

/** Adds calls up, per tenant, plugin, version and hook. */
export function makeCallCollector() {
  const hooks = new LRUCache<string, Figures>(upTo(MAX_HOOKS))

  /** `key`: what `hookKey` gives for its hook. */
  function add(key: string, call: CallRecord): void {
    const figures = hooks.get(key) ?? noFigures(call)
    hooks.set(key, figures)
    figures.calls += 1
    figures.coldCalls += call.cold ? 1 : 0
    count(figures.outcomes, call.code)
    if (call.killed !== null) count(figures.kills, call.killed)
    observe(figures.cpuMs, call.usage.cpuMicros / 1000)
    observe(figures.wallMs, call.wallMs)
    observe(figures.queueMs, call.usage.queueMs)
    figures.hostCalls += call.usage.hostCalls
    figures.lengthIn += call.lengthIn
    figures.lengthOut += call.lengthOut
    figures.logLinesDropped += call.usage.logLinesDropped
    if (call.usage.heapBytes !== null) figures.heapMb = call.usage.heapBytes / 1024 / 1024
  }

  return {
    add,
    read: (
      circuitOf: (key: string) => CircuitState,
      matches: (hook: HookIdentity) => boolean = () => true,
    ): HookMetrics[] =>
      [...hooks.entries()]
        .filter(([, figures]) => matches(figures))
        .map(([key, figures]) => ({ ...structuredClone(figures), circuit: circuitOf(key) })),
  }
}

function noFigures({ tenantId, pluginId, version, target }: HookIdentity): Figures {
  return {
    tenantId,
    pluginId,
    version,
    target,
    calls: 0,
    coldCalls: 0,
    outcomes: {},
    kills: {},
    cpuMs: emptyHistogram(),
    wallMs: emptyHistogram(),
    queueMs: emptyHistogram(),
    hostCalls: 0,
    lengthIn: 0,
    lengthOut: 0,
    logLinesDropped: 0,
    heapMb: null,
  }
}

function count(counts: Record<string, number>, key: string): void {
  counts[key] = (counts[key] ?? 0) + 1
}

function emptyHistogram(): Histogram {
  return { counts: Array.from({ length: MS_BUCKETS.length + 1 }, () => 0), count: 0, sum: 0 }
}

function observe(histogram: Histogram, value: number): void {
  const found = MS_BUCKETS.findIndex((bound) => value <= bound)
  const bucket = found === -1 ? MS_BUCKETS.length : found
  histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1
  histogram.count += 1
  histogram.sum += value
}
