import type { SandboxChild } from './sandbox-child.ts'

const MAX_ISOLATES = 100

/** Lets a child forget the isolate that was not used for longest, those with calls at work last, if it holds too many. */
export function makeRoom(child: SandboxChild): void {
  if (child.loads.size < MAX_ISOLATES) return
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
