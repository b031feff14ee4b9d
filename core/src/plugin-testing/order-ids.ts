import { uuidv7 } from 'uuidv7'
import type { FakeClock } from './fake-clock.ts'

/** Far enough for ids to begin anew within their millisecond when the clock comes back. */
const FAR_MS = 3_600_000
const MOST_TRIES = 10_000
/** Digits after the version: the beginning of the counter. Below this there is always room for later ids. */
const COUNTER_DIGITS = [15, 18] as const
const ROOM_ABOVE = 'f00'

/**
 * Ids of one millisecond sort in the order in which they were made, unless the clock has been elsewhere meanwhile: then
 * they begin at any number. Has those from now on sort after `last`, and leaves room for others after them.
 */
export function orderIds(clock: Pick<FakeClock, 'whileElsewhere'>, last: string | null): void {
  for (let tries = 0; tries < MOST_TRIES; tries++) {
    clock.whileElsewhere(FAR_MS, uuidv7)
    const id = uuidv7()
    if ((last === null || id > last) && id.slice(...COUNTER_DIGITS) < ROOM_ABOVE) return
  }
}
