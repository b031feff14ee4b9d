import { type ProcessUsage, readProcess } from './read-process.ts'

const POLL_MS = 50
const MAX_RSS_MB = 512
/** Polling goes on this long after the last slice, to catch work that outlives its call. */
const AFTERMATH_MS = 1_000
const ZOMBIE_MS = 200

/** Why core killed a child. `protocol`: it said what none of ours would say. */
export type KillReason = 'deadline' | 'cpu' | 'memory' | 'zombie' | 'protocol'

interface SliceWatch {
  cpuLimitMs: number
  /** CPU of the process when first seen within this slice; null before. */
  baseline: number | null
}

/**
 * Watches one child from outside: a child whose only thread is stuck cannot judge itself. Where there is no /proc,
 * the deadline of the slice alone decides.
 */
export function makeChildWatchdog({ pid, kill }: { pid: number; kill: (reason: KillReason) => void }) {
  let slice: SliceWatch | null = null
  let timer: NodeJS.Timeout | null = null
  let idleSince = 0
  let idleBaseline: { at: number; cpuMs: number } | null = null
  let usage: ProcessUsage | null = null

  function poll(): void {
    usage = readProcess(pid)
    if (usage === null) return
    if (usage.rssMb > MAX_RSS_MB) kill('memory')
    else if (slice !== null) judgeSlice(slice, usage)
    else judgeIdle(usage)
  }

  function judgeSlice(watch: SliceWatch, { cpuMs }: ProcessUsage): void {
    watch.baseline ??= cpuMs
    if (cpuMs - watch.baseline > 2 * watch.cpuLimitMs) kill('cpu')
  }

  function judgeIdle({ cpuMs }: ProcessUsage): void {
    const now = performance.now()
    idleBaseline ??= { at: now, cpuMs }
    if (now - idleBaseline.at >= ZOMBIE_MS) {
      if (cpuMs - idleBaseline.cpuMs > (now - idleBaseline.at) / 2) kill('zombie')
      idleBaseline = { at: now, cpuMs }
    }
    if (now - idleSince > AFTERMATH_MS) stop()
  }

  function stop(): void {
    if (timer !== null) clearInterval(timer)
    timer = null
  }

  return {
    sliceBegins(cpuLimitMs: number): void {
      slice = { cpuLimitMs, baseline: null }
      timer ??= setInterval(poll, POLL_MS)
    },
    sliceEnds(): void {
      slice = null
      idleSince = performance.now()
      idleBaseline = null
    },
    /** As last seen; null before the first look. */
    lastUsage: (): ProcessUsage | null => usage,
    /** CPU of the slice at work, as far as it was seen. */
    sliceCpuMs: (): number => (slice === null || usage === null ? 0 : usage.cpuMs - (slice.baseline ?? usage.cpuMs)),
    measure(): void {
      usage = readProcess(pid)
    },
    stop,
  }
}
