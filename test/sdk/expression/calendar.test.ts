import { calendarDay, dayNumber } from '@tenon/sdk/expression/calendar'
import { test } from 'vitest'

test('the days of the calendar are counted as by the engine, each day of 800 years and many from year 0 to 10,000', () => {
  for (let day = -719_900; day <= 2_933_300; day += Math.abs(day) < 146_097 ? 1 : 29) {
    const date = new Date(day * 86_400_000)
    const found = calendarDay(day)
    const same =
      [found.year, found.month - 1, found.day].join() ===
      [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()].join()
    if (!same) throw new Error(`Day ${day} is ${JSON.stringify(found)}.`)
    if (dayNumber(found) !== day) throw new Error(`${JSON.stringify(found)} is day ${dayNumber(found)}.`)
  }
})
