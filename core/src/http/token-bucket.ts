import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'

interface Bucket {
  left: number
  at: number
}

/** Whoever asks rarely has a full bucket, which is what a forgotten one is taken for. */
const MAX_BUCKETS = 50_000

/**
 * A bucket per key, full at first, into which `perMinute` tokens flow each minute and which holds as many. Of this process
 * alone. Resolves to null where there is a token, which is taken, or to the seconds until there is one.
 */
export function makeTokenBucket(perMinute: number, now: () => number = () => performance.now()) {
  const buckets = new LRUCache<string, Bucket>(upTo(MAX_BUCKETS))
  const perMillisecond = perMinute / 60_000
  return (key: string): number | null => {
    const at = now()
    const bucket = buckets.get(key) ?? { left: perMinute, at }
    const left = Math.min(perMinute, bucket.left + (at - bucket.at) * perMillisecond)
    const isAllowed = left >= 1
    buckets.set(key, { left: isAllowed ? left - 1 : left, at })
    return isAllowed ? null : Math.max(1, Math.ceil((1 - left) / perMillisecond / 1_000))
  }
}
