import { LOAD_LIMITS } from './call-limits.ts'
import { isOwnFault, type KillCause } from './child-death.ts'
import type { IsolateLoad, LoadOutcome } from './isolate-load.ts'
import { makeRoom } from './isolate-room.ts'
import { printableText } from './printable-text.ts'
import { readInventory, strangerProblem } from './read-inventory.ts'
import type { PluginScript } from './sandbox.ts'
import type { SandboxChild } from './sandbox-child.ts'
import type { SliceResult } from './slice-job.ts'

export interface LoadInput {
  tenantId: string
  /** Key of the isolate. */
  key: string
  script: PluginScript
  memoryMb: number
  /** Its compiled code, where it is known. */
  code: Uint8Array | null
  /** Whether it may as well be loaded in another child. */
  movable: boolean
  onCpu(micros: number): void
}

/**
 * Sees to it that a child holds the isolate `key` with the script loaded. Calls that come while it loads share the
 * load. Isolates that were not used for longest make room, those with calls at work last.
 */
export async function loadPlugin(child: SandboxChild, input: LoadInput): Promise<LoadOutcome> {
  const { key, script } = input
  if (script.source.length > LOAD_LIMITS.sourceLength) {
    return { kind: 'failed', detail: `it is longer than ${LOAD_LIMITS.sourceLength} characters`, killed: null }
  }
  const loading = child.loads.get(key) ?? sendLoad(child, input)
  loading.usedAt = performance.now()
  // Set anew, so that the map stays in the order of last use.
  child.loads.delete(key)
  child.loads.set(key, loading)
  const outcome = await loading.outcome
  if (outcome.kind !== 'ok' && child.loads.get(key) === loading) child.dropIsolate(key)
  return outcome
}

function sendLoad(child: SandboxChild, input: LoadInput): IsolateLoad {
  const { tenantId, key, script, memoryMb, code, movable, onCpu } = input
  makeRoom(child)
  const result = child.runSlice({
    tenantId,
    isolate: key,
    cpuLimitMs: LOAD_LIMITS.cpuMs,
    begun: false,
    movable,
    prepare: () => ({
      work: { type: 'load', source: script.source, memoryMb, code },
      timeoutMs: LOAD_LIMITS.wallMs,
      now: Date.now(),
    }),
  })
  void result.then((slice) => onCpu(slice?.cpuMicros ?? 0))
  return { outcome: result.then(readLoad), usedAt: performance.now() }
}

function readLoad(result: SliceResult | null): LoadOutcome {
  if (result === null) return { kind: 'lost' }
  switch (result.outcome) {
    case 'died':
      if (!result.guilty || !isOwnFault(result.death.cause)) return { kind: 'lost' }
      return stopped('loading it was stopped, because it took too much time or memory', result.death.cause)
    case 'moved':
      return { kind: 'moved' }
    case 'timedOut':
      return stopped(`loading it took more than ${LOAD_LIMITS.wallMs} ms`, 'sliceTimer')
    case 'outOfMemory':
      return stopped('loading it took too much memory', 'isolateHeap')
    case 'noIsolate':
      return { kind: 'lost' }
    case 'ended':
      return readLoaded(result.posts.find((post) => post.kind === 'loaded'))
  }
}

function stopped(detail: string, killed: KillCause): LoadOutcome {
  return { kind: 'failed', detail, killed }
}

function readLoaded(post: { name: string; text: string } | undefined): LoadOutcome {
  if (post === undefined) return { kind: 'failed', detail: 'it did not say which hooks it has', killed: null }
  const inventory = post.name === 'ok' ? readInventory(post.text) : post.text
  if (typeof inventory !== 'string') return { kind: 'ok', inventory, stranger: strangerProblem(post.text) }
  return { kind: 'failed', detail: printableText(inventory.slice(0, 2000)), killed: null }
}
