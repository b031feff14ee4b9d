import type { HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import { ISOLATE_MEMORY_MB, LOAD_LIMITS } from './call-limits.ts'
import { readInventory } from './read-output.ts'
import type { PluginScript } from './sandbox.ts'
import type { SandboxChild, SliceResult } from './sandbox-child.ts'

const MAX_ISOLATES = 100

export type LoadOutcome =
  | { kind: 'ok'; inventory: HookInventory }
  /** In words, without a final stop. */
  | { kind: 'failed'; detail: string; killed: boolean }
  | { kind: 'lost' }

/**
 * Sees to it that a child holds the isolate `key` with the script loaded. Calls that come while it loads share the
 * load. Isolates that were not used for longest make room, those with calls at work last.
 */
export async function loadPlugin(
  child: SandboxChild,
  { key, script }: { key: string; script: PluginScript },
): Promise<LoadOutcome> {
  if (script.source.length > LOAD_LIMITS.sourceLength) {
    return { kind: 'failed', detail: `it is longer than ${LOAD_LIMITS.sourceLength} characters`, killed: false }
  }
  const loading = child.loads.get(key) ?? sendLoad(child, { key, script })
  // Set anew, so that the map stays in the order of last use.
  child.loads.delete(key)
  child.loads.set(key, loading)
  const outcome = readLoad(await loading)
  if (outcome.kind !== 'ok' && child.loads.get(key) === loading) child.dropIsolate(key)
  return outcome
}

function sendLoad(child: SandboxChild, { key, script }: { key: string; script: PluginScript }) {
  makeRoom(child)
  return child.runSlice({
    isolate: key,
    cpuLimitMs: LOAD_LIMITS.cpuMs,
    prepare: () => ({
      work: { type: 'load', source: script.source, memoryMb: ISOLATE_MEMORY_MB },
      timeoutMs: LOAD_LIMITS.wallMs,
      now: Date.now(),
    }),
  })
}

function makeRoom(child: SandboxChild): void {
  if (child.loads.size < MAX_ISOLATES) return
  const busy = new Set([...child.calls.values()].map((call) => call.isolate))
  const oldest = [...child.loads.keys()]
  const victim = oldest.find((key) => !busy.has(key)) ?? oldest[0]
  if (victim !== undefined) child.dropIsolate(victim)
}

function readLoad(result: SliceResult | null): LoadOutcome {
  if (result === null) return { kind: 'lost' }
  switch (result.outcome) {
    case 'died':
      if (!result.guilty || result.death.cause === 'outside' || result.death.cause === 'closed') return { kind: 'lost' }
      return { kind: 'failed', detail: 'loading it was stopped, because it took too much time or memory', killed: true }
    case 'timedOut':
      return { kind: 'failed', detail: `loading it took more than ${LOAD_LIMITS.wallMs} ms`, killed: true }
    case 'outOfMemory':
      return { kind: 'failed', detail: 'loading it took too much memory', killed: true }
    case 'noIsolate':
      return { kind: 'lost' }
    case 'ended':
      return readLoaded(result.posts.find((post) => post.kind === 'loaded'))
  }
}

function readLoaded(post: { name: string; text: string } | undefined): LoadOutcome {
  if (post === undefined) return { kind: 'failed', detail: 'it did not say which hooks it has', killed: false }
  if (post.name !== 'ok') return { kind: 'failed', detail: post.text.slice(0, 2000), killed: false }
  const inventory = readInventory(post.text)
  return typeof inventory === 'string'
    ? { kind: 'failed', detail: inventory, killed: false }
    : { kind: 'ok', inventory }
}
