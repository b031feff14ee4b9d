import type { SandboxChild } from './sandbox-child.ts'

const MAX_ISOLATES = 100
/** A child of this size holds no more isolates than it does; some plugins need ten times the memory of others. */
const FULL_RSS_MB = 256

/** Lets a child forget the isolate that was not used for longest, those with calls at work last, if it is full. */
export function makeRoom(child: SandboxChild): void {
  const full = child.loads.size >= MAX_ISOLATES || (child.lastUsage()?.rssMb ?? 0) > FULL_RSS_MB
  if (!full) return
  const busy = isolatesAtWork(child)
  const oldest = [...child.loads.keys()]
  const victim = oldest.find((key) => !busy.has(key)) ?? oldest[0]
  if (victim !== undefined) child.dropIsolate(victim)
}

/** Lets a child forget isolates that no call has wanted since `before`. */
export function dropIdle(child: SandboxChild, before: number): void {
  const busy = isolatesAtWork(child)
  for (const [key, { usedAt }] of child.loads) if (usedAt < before && !busy.has(key)) child.dropIsolate(key)
}

function isolatesAtWork(child: SandboxChild): Set<string> {
  return new Set([...child.calls.values()].map((call) => call.isolate))
}
