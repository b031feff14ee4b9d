import type { TestClock } from '@tenon/sdk/contract/test-tenant'
import { checkNames } from './check-arguments.ts'
import type { FakeClock } from './fake-clock.ts'
import { EXPECTED_TIME, testTime } from './test-time.ts'

/** In milliseconds. */
const UNITS = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 }
type Unit = keyof typeof UNITS

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
    const wanted = testTime(time)
    if (wanted === null) throw new Error(`'${String(time)}' is no time; ${EXPECTED_TIME}.`)
    await move(wanted)
  }
  return {
    now: clock.now,
    set,
    advance: async (by) => {
      checkNames({ where: 'advance(by)', given: by }, Object.keys(UNITS))
      for (const [unit, count] of Object.entries(by)) {
        if (!Number.isFinite(count)) throw new Error(`advance({ ${unit} }): expected a number such as 2, not ${count}`)
      }
      const way = Object.entries(UNITS).reduce((sum, [unit, length]) => sum + (by[unit as Unit] ?? 0) * length, 0)
      const to = testTime(new Date(clock.now().getTime() + way))
      if (to === null) throw new Error(`advance(${JSON.stringify(by)}) leads to no time; ${EXPECTED_TIME}.`)
      await set(to)
    },
  }
}
