import type { TestClock } from '@tenon/sdk/contract/test-tenant'
import type { FakeClock } from './fake-clock.ts'

const DAY = 86_400_000
const HOUR = 3_600_000
const MINUTE = 60_000

/**
 * The clock as one test has it; `move` brings what is due on the way. `check` throws where its tenant has been given to
 * another test.
 */
export function makeTestClock(
  clock: Pick<FakeClock, 'now'>,
  { check, move }: { check: () => void; move: (to: Date) => Promise<void> },
): TestClock {
  const set = async (time: string | Date) => {
    check()
    const wanted = new Date(time)
    if (Number.isNaN(wanted.getTime())) {
      throw new Error(`'${String(time)}' is no time; expected one such as '2026-03-02T08:00:00Z'.`)
    }
    await move(wanted)
  }
  return {
    now: clock.now,
    set,
    advance: ({ days = 0, hours = 0, minutes = 0, seconds = 0 }) =>
      set(new Date(clock.now().getTime() + days * DAY + hours * HOUR + minutes * MINUTE + seconds * 1000)),
  }
}
