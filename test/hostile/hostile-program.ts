import type { JsonObject } from '@tenon/sdk/contract/json-value'

export type HostileClass =
  | 'cpu'
  | 'memory'
  | 'stack'
  | 'asynchrony'
  | 'bridge'
  | 'returns'
  | 'escapes'
  | 'host arguments'
  | 'capabilities'
  | 'network'
  | 'floods'
  | 'shared state'
  | 'time'
  | 'code'
  | 'errors'

/** What must happen. */
export interface Must {
  /** Codes that are a good end of the call; `OK` for one that answers. */
  ends: readonly string[]
  /** What the hook must have found out, where it answers. */
  changes?: JsonObject
  /** How many host calls may reach the record store at most; otherwise none. */
  reached?: number
}

export interface HostileProgram {
  name: string
  class: HostileClass
  /** What it is after. */
  tries: string
  /** Text of the plugin's hook, a function of `(records, tenon)`. */
  hook: string
  /** Text that runs while the script loads. */
  setUp?: string
  kind?: 'before' | 'after' | 'guard'
  grants?: string[]
  /** Calls made one after the other; the last one's end counts. Default 1. */
  calls?: number
  must: Must
}

/** The end of a program that was stopped from outside, by whichever limit it meets first. */
export const STOPPED: Must = { ends: ['PLUGIN_TIMEOUT', 'PLUGIN_CPU_LIMIT', 'PLUGIN_MEMORY_LIMIT'] }
/** The runtime, or the limits of JavaScript itself, end some programs before they are stopped. */
export const STOPPED_OR_THREW: Must = { ends: [...STOPPED.ends, 'PLUGIN_THREW'] }
export const THREW: Must = { ends: ['PLUGIN_THREW'] }
export const BAD_RETURN: Must = { ends: ['PLUGIN_BAD_RETURN'] }
export const REFUSED: Must = { ends: ['PLUGIN_BAD_RETURN', 'PLUGIN_THREW'] }
export const NOT_LOADED: Must = { ends: ['PLUGIN_LOAD_FAILED'] }
/** Harmless however it ends: only the world around it counts. */
export const WHATEVER: Must = { ends: ['OK', 'PLUGIN_HOST_CALL_LIMIT', ...REFUSED.ends, ...STOPPED.ends], reached: 60 }

/** It answers, and has found this out. */
export function finds(changes: JsonObject, reached = 0): Must {
  return { ends: ['OK'], changes, reached }
}

type Entry = Omit<HostileProgram, 'class'>

export function programs(of: HostileClass, entries: Entry[]): HostileProgram[] {
  return entries.map((entry) => ({ ...entry, class: of }))
}
