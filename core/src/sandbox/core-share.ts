import type { GuestPost } from '@tenon/sdk/contract/sandbox-protocol'

/** Measured: a host call costs core's own thread 30 µs with its answer, a kilobyte of text some 5 µs. */
const MICROS_PER_POST = { host: 30, log: 5, loaded: 0, settled: 0 } as const
const MICROS_PER_CHARACTER = 0.005

/**
 * Processor time in microseconds that core spends on what a slice has posted, and on answers of so many characters that
 * were made meanwhile: the tenant pays for it as for its own.
 */
export function coreShare(posts: readonly GuestPost[], answered: number): number {
  let micros = answered * MICROS_PER_CHARACTER
  for (const { kind, text } of posts) micros += MICROS_PER_POST[kind] + text.length * MICROS_PER_CHARACTER
  return micros
}
