import { type ProcessUsage, readMainThread, readProcess } from './read-process.ts'

const POLL_MS = 50
/** What a slice may use beyond its limit before it is ended by force: as much again, but of a long limit no more than this. */
const MAX_OVERDRAFT_MS = 500
/** Slices that last are looked at more closely: first after so long, then ever so often. */
const FIRST_LOOK_MS = 10
const LOOK_MS = 20
/** A slice that has used so much, and most of a processor meanwhile, holds others up. */
const HOG_CPU_MS = 20
const HOG_SHARE = 0.6
/**
 * However little of a processor it was given, who has waited so long behind it is better off elsewhere: there, its own turn at the
 * processor comes in any case, and here it would come after all the time that this slice may use.
 */
const HOG_WALL_MS = 500
const MAX_RSS_MB = 512
/** Polling goes on this long after the last slice, to catch work that outlives its call. */
const AFTERMATH_MS = 1_000
const ZOMBIE_MS = 200

/** A slice that has added so much to a child that is too large has made it so; otherwise all its isolates have. */
const GUILTY_RSS_MB = 64

/** Why core killed a child. `crowded`: too large by no one slice. `protocol`: it said what none of ours would say. */
export type KillReason = 'deadline' | 'cpu' | 'memory' | 'crowded' | 'zombie' | 'protocol'

interface Baseline {
  at: number
  cpuMs: number
  threadMs: number
}

interface SliceWatch {
  cpuLimitMs: number
  /** Memory of the process as last seen before this slice. */
  rssMb: number
  /** CPU of the process when first seen within this slice; null before. */
  baseline: Baseline | null
  hogged: boolean
  overdrawn: boolean
}

export interface ChildWatchdogOptions {
  pid: number
  kill(reason: KillReason): void
  /** Each told once per slice: it holds others up; it has used more CPU than it may, and will fail. */
  onHog(): void
  onOverdrawn(): void
}

/**
 * Watches one child from outside: a child whose only thread is stuck cannot judge itself. Where there is no /proc,
 * the deadline of the slice alone decides.
 */
export function makeChildWatchdog({ pid, kill, onHog, onOverdrawn }: ChildWatchdogOptions) {
  let slice: SliceWatch | null = null
  let timer: NodeJS.Timeout | null = null
  let lookTimer: NodeJS.Timeout | null = null
  let idleSince = 0
  let idleBaseline: { at: number; cpuMs: number } | null = null
  let usage: ProcessUsage | null = null

  function poll(): void {
    usage = readProcess(pid)
    if (usage === null) return
    if (usage.rssMb > MAX_RSS_MB) kill(usage.rssMb - (slice?.rssMb ?? 0) > GUILTY_RSS_MB ? 'memory' : 'crowded')
    else if (slice !== null) judgeSlice(slice, usage)
    else judgeIdle(usage)
  }

  function look(): void {
    poll()
    lookTimer = slice === null ? null : setTimeout(look, LOOK_MS)
  }

  function judgeSlice(watch: SliceWatch, { cpuMs }: ProcessUsage): void {
    watch.baseline ??= { at: performance.now(), cpuMs, threadMs: readMainThread(pid) ?? 0 }
    const used = cpuMs - watch.baseline.cpuMs
    if (used > 2 * watch.cpuLimitMs || isOverLimit(pid, watch, used)) {
      kill('cpu')
      return
    }
    if (used > watch.cpuLimitMs && !watch.overdrawn) {
      watch.overdrawn = true
      onOverdrawn()
    }
    if (watch.hogged || used < HOG_CPU_MS || !isHog(pid, watch.baseline)) return
    watch.hogged = true
    onHog()
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
    if (lookTimer !== null) clearTimeout(lookTimer)
    timer = null
    // Also for whoever is looking just now, and has ended the child by that.
    slice = null
  }

  return {
    sliceBegins(cpuLimitMs: number): void {
      slice = { cpuLimitMs, rssMb: usage?.rssMb ?? 0, baseline: null, hogged: false, overdrawn: false }
      timer ??= setInterval(poll, POLL_MS)
      lookTimer = setTimeout(look, FIRST_LOOK_MS)
    },
    sliceEnds(): void {
      slice = null
      if (lookTimer !== null) clearTimeout(lookTimer)
      idleSince = performance.now()
      idleBaseline = null
    },
    /** As last seen; null before the first look. */
    lastUsage: (): ProcessUsage | null => usage,
    /** CPU of the slice at work, as far as it was seen. */
    sliceCpuMs: (): number =>
      slice === null || usage === null ? 0 : usage.cpuMs - (slice.baseline?.cpuMs ?? usage.cpuMs),
    /** Whether the slice at work holds others up. */
    hogged: (): boolean => slice?.hogged ?? false,
    measure(): void {
      usage = readProcess(pid)
    },
    stop,
  }
}

/** On a busy machine it is the processor that is lacking, and another child would at first get no more of it. */
function isHog(pid: number, { at, threadMs }: Baseline): boolean {
  const worked = (readMainThread(pid) ?? 0) - threadMs
  const lasted = performance.now() - at
  return worked >= HOG_CPU_MS && (worked >= HOG_SHARE * lasted || lasted >= HOG_WALL_MS)
}

/** By the thread that the slice runs on: a job's loop on a busy machine is not to go on for as long again as it may take. */
function isOverLimit(pid: number, { baseline, cpuLimitMs }: SliceWatch, used: number): boolean {
  if (baseline === null || used <= cpuLimitMs) return false
  const worked = (readMainThread(pid) ?? 0) - baseline.threadMs
  return worked > cpuLimitMs + Math.min(cpuLimitMs, MAX_OVERDRAFT_MS)
}
