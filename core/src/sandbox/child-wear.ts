import type { SandboxChild } from './sandbox-child.ts'

const RECYCLE_AFTER_CALLS = 10_000
const RECYCLE_AFTER_MS = 30 * 60_000
/** More than a child that is full of isolates. */
const RECYCLE_RSS_MB = 384
const RECYCLE_CPU_MS = 600_000
const RETIREMENT_POLL_MS = 100

/** Whether a child has worked so long, or has so much left over from its work, that a fresh one should take its place. */
export function isWorn(child: SandboxChild): boolean {
  const usage = child.lastUsage()
  return (
    child.tainted ||
    child.callCount >= RECYCLE_AFTER_CALLS ||
    performance.now() - child.startedAt > RECYCLE_AFTER_MS ||
    (usage !== null && (usage.rssMb > RECYCLE_RSS_MB || usage.cpuMs > RECYCLE_CPU_MS))
  )
}

/** A retired child gets no new calls and ends when it has done what it was asked before. */
export function retire(child: SandboxChild): void {
  const timer = setInterval(() => {
    if (!child.idle && child.death === null) return
    clearInterval(timer)
    child.kill('recycled')
  }, RETIREMENT_POLL_MS)
}
