/**
 * What core and a sandbox child say to each other, and what the guest runtime inside an isolate posts.
 * Payloads are JSON text, made and parsed at the ends: no value of a plugin is ever cloned as an object.
 */

/** Calls that a plugin may make to its host. Those with effect `write` make a call unfit to be run a second time. */
export const HOST_METHODS = {
  'records.find': { effect: 'read' },
  'records.get': { effect: 'read' },
  'records.create': { effect: 'write' },
  'records.update': { effect: 'write' },
  'records.link': { effect: 'write' },
  'records.delete': { effect: 'write' },
  'kv.get': { effect: 'read' },
  'kv.list': { effect: 'read' },
  'kv.set': { effect: 'write' },
  'kv.delete': { effect: 'write' },
  'kv.increment': { effect: 'write' },
  'http.fetch': { effect: 'write' },
  'events.emit': { effect: 'write' },
  'jobs.schedule': { effect: 'write' },
  'jobs.cancel': { effect: 'write' },
  'action.progress': { effect: 'write' },
  'actor.hasRight': { effect: 'read' },
} as const
export type HostMethod = keyof typeof HOST_METHODS

/** Codes that plugin code sees on a failed host call, as `error.code`: a closed list. */
export const PLUGIN_VISIBLE_CODES = [
  'CAPABILITY_DENIED',
  'VALIDATION',
  'NOT_FOUND',
  'CONFLICT',
  'TOO_LARGE',
  'RATE_LIMITED',
  'HOST_CALL_LIMIT',
  'NET_DENIED',
  'NET_FAILED',
  'TIMEOUT',
  'CALL_ENDED',
  'INTERNAL',
] as const
export type PluginVisibleCode = (typeof PLUGIN_VISIBLE_CODES)[number]

/** Limits that the guest runtime itself counts, because the host's queue is not on the isolate's heap. */
export interface GuestLimits {
  hostCalls: number
  hostCallsInFlight: number
  logLines: number
  /** Characters of JSON text that the hook may return. */
  outputLength: number
}

/** One thing that was wrong with a host call, as plugin code sees it in `error.problems`. */
export interface VisibleProblem {
  /** RFC 6901 JSON Pointer into the record's values, such as `/vin`. */
  pointer: string
  message: string
  rule?: string
  /** Moves in pipelines: the guard, or the rule about transitions. */
  guard?: string
}

/** `code` is null for an answer; `text` is then its JSON, as UTF-8 where it comes in bytes, otherwise the error's message. */
export interface HostAnswer {
  requestId: number
  code: PluginVisibleCode | null
  text: string | Uint8Array
  /** Of an error. */
  problems?: VisibleProblem[]
}

/** One piece of guest work, run to its end or to `timeoutMs` (wall). `now` is what the guest's clock shows meanwhile. */
export type SliceRequest = { slice: number; isolate: string; timeoutMs: number; now: number } & SliceWork

export type SliceWork =
  /** `code`: what `compile` made of this very source. */
  | { type: 'load'; source: string; memoryMb: number; code: Uint8Array | null }
  /** Compiles a script without running it; only for a child that has not run any. */
  | { type: 'compile'; source: string }
  | { type: 'start'; callId: string; target: string; input: string; seed: number; limits: GuestLimits }
  | { type: 'resume'; callId: string; answers: HostAnswer[] }
  | { type: 'cancel'; callId: string }
  /** What has run since it was asked last; only for a child that was started to count. */
  | { type: 'coverage' }

/**
 * `trip`: slices to be run one after the other, each answered before the next begins. `hello` is answered by `ready`,
 * before which a child says nothing; `drop` forgets an isolate and has no reply.
 */
export type ChildRequest =
  | SliceRequest
  | { type: 'trip'; slices: SliceRequest[] }
  | { type: 'hello' }
  | { type: 'drop'; isolate: string }

/**
 * Scalars only: an envelope object made in the guest would pass through whatever the plugin did to its prototypes.
 * `name` is the status of `loaded` and `settled`, the method of `host`, the level of `log` (`dropped`: `text` is a
 * number of lines that were too many).
 */
export interface GuestPost {
  kind: 'loaded' | 'settled' | 'host' | 'log'
  callId: string
  requestId: number
  name: string
  text: string
}

/** How a call ended, as the guest runtime saw it. */
export type SettledStatus = 'ok' | 'threw' | 'badReturn' | 'hostCallLimit'

/** `timedOut` and `outOfMemory` have cost the isolate its life; `noIsolate`: it was gone before the slice began. */
export type SliceOutcome = 'ended' | 'timedOut' | 'outOfMemory' | 'noIsolate'

export interface SliceReply {
  type: 'slice'
  slice: number
  outcome: SliceOutcome
  cpuMicros: number
  /** What else came with it was not begun, because the trip has taken long enough for others to have their turn. */
  last?: boolean
  /** Heap of the isolate afterwards, on some slices only: asking costs time. */
  heapBytes?: number
  posts: GuestPost[]
  /** Of `compile`. */
  code?: Uint8Array
  /** Of `coverage`: V8's ScriptCoverage of tested plugins, a list of it as JSON. */
  coverage?: string
}

export type ChildReply = { type: 'ready' } | SliceReply
