interface Bucket {
  left: number
  at: number
}

export interface TokenBucketOptions {
  /** What a full bucket holds, and what flows into each bucket per window. */
  capacity: number
  windowMs: number
  now: () => number
}

/** Full buckets say nothing, and are dropped beyond this many. */
const MAX_BUCKETS = 10_000

/**
 * One bucket per key, full at first. It may be overdrawn, by as much as it holds at most: whoever does so waits, but
 * never longer than a window.
 */
export function makeTokenBuckets({ capacity, windowMs, now }: TokenBucketOptions) {
  const buckets = new Map<string, Bucket>()

  function left(key: string): number {
    const bucket = buckets.get(key)
    if (bucket === undefined) return capacity
    return Math.min(capacity, bucket.left + ((now() - bucket.at) * capacity) / windowMs)
  }

  return {
    left,
    take(key: string, amount: number): void {
      buckets.set(key, { left: Math.max(-capacity, left(key) - amount), at: now() })
      if (buckets.size <= MAX_BUCKETS) return
      for (const one of buckets.keys()) if (left(one) >= capacity) buckets.delete(one)
    },
  }
}
