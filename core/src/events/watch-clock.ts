/** Whether a moment, in milliseconds since 1970, may be of a time that was there twice, as the clock was set back by so much since. */
export type MayBeTwice = (moment: number) => boolean

/**
 * Watches this process's clock for being set back by more than that, each time that it is asked: beside it there is one that
 * nobody sets. What was there twice is known no more closely than that it is over once the clock is where it was before.
 */
export function watchClock(milliseconds: number): MayBeTwice {
  let ahead = aheadOfUptime()
  let twiceUntil = Number.NEGATIVE_INFINITY
  return (moment) => {
    const now = aheadOfUptime()
    if (ahead - now > milliseconds) {
      twiceUntil = Math.max(twiceUntil, ahead + performance.now())
      ahead = now
    }
    ahead = Math.max(ahead, now)
    return moment <= twiceUntil
  }
}

function aheadOfUptime(): number {
  return Date.now() - performance.now()
}
