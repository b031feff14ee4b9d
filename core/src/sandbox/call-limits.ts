import type { GuestLimits } from '@tenon/sdk/contract/sandbox-protocol'
import type { CallKind } from './sandbox.ts'

/** What one call may use. CPU is summed over all its slices; wall time starts with the first of them. */
export interface CallLimits {
  cpuMs: number
  wallMs: number
  hostCalls: number
  /** Added per record of the batch, so that one look-up per record is no reason to fail. */
  hostCallsPerRecord: number
  hostCallsInFlight: number
  rowsRead: number
  rowsWritten: number
  httpCalls: number
  /** Effects on what lies outside the records, at most: kv writes, events, jobs, words of progress. */
  effects: number
  /** Characters of all answers of the host together, as JSON; those that were too long to be had count as well. */
  answerLength: number
  /** Lines of up to 500 characters. */
  logLines: number
}

const MB = 1024 * 1024

export const CALL_LIMITS: Record<CallKind, CallLimits> = {
  guard: {
    cpuMs: 50,
    wallMs: 500,
    hostCalls: 0,
    hostCallsPerRecord: 0,
    hostCallsInFlight: 0,
    rowsRead: 0,
    rowsWritten: 0,
    httpCalls: 0,
    effects: 0,
    answerLength: 0,
    logLines: 20,
  },
  beforeHook: {
    cpuMs: 100,
    wallMs: 2_000,
    hostCalls: 50,
    hostCallsPerRecord: 2,
    hostCallsInFlight: 8,
    rowsRead: 1_000,
    rowsWritten: 0,
    httpCalls: 5,
    effects: 0,
    answerLength: 8 * MB,
    logLines: 100,
  },
  action: {
    cpuMs: 500,
    wallMs: 15_000,
    hostCalls: 200,
    hostCallsPerRecord: 4,
    hostCallsInFlight: 8,
    rowsRead: 10_000,
    rowsWritten: 1_000,
    httpCalls: 20,
    effects: 1_000,
    answerLength: 32 * MB,
    logLines: 500,
  },
  question: {
    cpuMs: 500,
    wallMs: 15_000,
    hostCalls: 200,
    hostCallsPerRecord: 0,
    hostCallsInFlight: 8,
    rowsRead: 10_000,
    rowsWritten: 0,
    httpCalls: 20,
    effects: 0,
    answerLength: 32 * MB,
    logLines: 500,
  },
  afterHook: {
    cpuMs: 5_000,
    wallMs: 60_000,
    hostCalls: 2_000,
    hostCallsPerRecord: 0,
    hostCallsInFlight: 8,
    rowsRead: 50_000,
    rowsWritten: 10_000,
    httpCalls: 100,
    effects: 2_000,
    answerLength: 128 * MB,
    logLines: 1_000,
  },
}

/** Loading a script and running its top level. */
export const LOAD_LIMITS = { cpuMs: 500, wallMs: 5_000, sourceLength: 1024 * 1024 }

export const MAX_RECORD_LENGTH = 256 * 1024
export const MAX_BATCH_LENGTH = 1024 * 1024
/** An answer from the network: 1 MB of text, written as JSON with its quotes escaped. */
export const MAX_HTTP_ANSWER_LENGTH = 2 * 1024 * 1024

/** Lines as which one counts that has so many characters: every 500, of 2,000 at most. The guest counts the same way. */
export function linesOf(length: number): number {
  return Math.max(1, Math.min(4, Math.ceil(length / 500)))
}

/** Heap of the isolate that calls of this kind share. Jobs have one of their own, which may be larger. */
export function isolateMemoryMb(kind: CallKind): number {
  return kind === 'afterHook' ? 64 : 32
}

/** The part of the limits that the guest runtime counts itself. */
export function guestLimits(limits: CallLimits, records: number): GuestLimits {
  return {
    hostCalls: hostCallLimit(limits, records),
    hostCallsInFlight: limits.hostCallsInFlight,
    logLines: limits.logLines,
    outputLength: records > 1 ? MAX_BATCH_LENGTH : MAX_RECORD_LENGTH,
  }
}

export function hostCallLimit(limits: CallLimits, records: number): number {
  return limits.hostCalls + limits.hostCallsPerRecord * records
}
