import type { ChildReply, GuestPost, SliceOutcome } from '@tenon/sdk/contract/sandbox-protocol'

const KINDS: ReadonlySet<unknown> = new Set<GuestPost['kind']>(['loaded', 'settled', 'host', 'log'])
const OUTCOMES: ReadonlySet<unknown> = new Set<SliceOutcome>(['ended', 'timedOut', 'outOfMemory', 'noIsolate'])
const MAX_POSTS = 20_000
const MAX_CODE = 16 * 1024 * 1024
const MAX_COVERAGE = 64 * 1024 * 1024

/** Null for what no child of ours would say: somebody has taken it over, and core must not trip over his words. */
export function readChildReply(value: unknown): ChildReply | null {
  if (!isObject(value)) return null
  if (value['type'] === 'ready') return { type: 'ready' }
  const { type, slice, outcome, cpuMicros, posts, last, heapBytes, code, coverage } = value
  const numbers = isCount(slice) && isCount(cpuMicros) && (heapBytes === undefined || isCount(heapBytes))
  if (type !== 'slice' || !numbers || !OUTCOMES.has(outcome) || !Array.isArray(posts)) return null
  if (last !== undefined && typeof last !== 'boolean') return null
  if (code !== undefined && !(code instanceof Uint8Array && code.length <= MAX_CODE)) return null
  if (coverage !== undefined && !(typeof coverage === 'string' && coverage.length <= MAX_COVERAGE)) return null
  if (posts.length > MAX_POSTS || !posts.every(isPost)) return null
  return value as unknown as ChildReply
}

function isPost(post: unknown): boolean {
  if (!isObject(post) || !KINDS.has(post['kind']) || !isCount(post['requestId'])) return false
  return typeof post['callId'] === 'string' && typeof post['name'] === 'string' && typeof post['text'] === 'string'
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && Number.isFinite(value)
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
