import { DEFAULT_TIME_LIMITS, type TimeLimits } from '../context/time-limits.ts'
import type { LimitsConfig } from './limits-config.ts'
import { readInteger } from './read-integer.ts'

type Environment = Readonly<Record<string, string | undefined>>

const PER_ACTOR = 6_000
const PER_ADDRESS = 12_000
/** Each request has at most one connection at a time: more would only wait inside, with all that they hold. */
const RUNNING_PER_CONNECTION = 4

/**
 * TENON_ACTOR_RATE and TENON_ADDRESS_RATE (requests a minute, 0 for no limit), TENON_RUNNING_REQUESTS,
 * TENON_WAITING_REQUESTS, TENON_DRAIN_SECONDS, and TENON_READ_SECONDS, TENON_WRITE_SECONDS, TENON_REPORT_SECONDS,
 * TENON_EXPORT_SECONDS for one statement of such a request.
 * @throws TenonError CONFIG_INVALID
 */
export function readLimits(env: Environment): LimitsConfig {
  const rate = (name: string, fallback: number) => readInteger(env, name, { fallback, min: 0, max: 10_000_000 }) || null
  const seconds = (name: string, kind: keyof TimeLimits) =>
    readInteger(env, name, { fallback: DEFAULT_TIME_LIMITS[kind] / 1_000, min: 1, max: 3_600 }) * 1_000
  const poolSize = readInteger(env, 'TENON_POOL_SIZE', { fallback: 10, min: 2, max: 500 })
  const running = { fallback: poolSize * RUNNING_PER_CONNECTION, min: 1, max: 10_000 }
  return {
    times: {
      read: seconds('TENON_READ_SECONDS', 'read'),
      write: seconds('TENON_WRITE_SECONDS', 'write'),
      report: seconds('TENON_REPORT_SECONDS', 'report'),
      export: seconds('TENON_EXPORT_SECONDS', 'export'),
    },
    perActor: rate('TENON_ACTOR_RATE', PER_ACTOR),
    perAddress: rate('TENON_ADDRESS_RATE', PER_ADDRESS),
    running: readInteger(env, 'TENON_RUNNING_REQUESTS', running),
    waiting: readInteger(env, 'TENON_WAITING_REQUESTS', { fallback: 2_000, min: 0, max: 100_000 }),
    drainSeconds: readInteger(env, 'TENON_DRAIN_SECONDS', { fallback: 5, min: 0, max: 300 }),
  }
}
