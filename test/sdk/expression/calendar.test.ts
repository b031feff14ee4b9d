import { calendarDay, dayNumber } from '@tenon/sdk/expression/calendar'
import { test } from 'vitest'

test('the days of the calendar are counted without a gap from year 0 to 10,000', () => {
  for (let day = -719_900; day <= 2_933_300; day += 1) {
    const date = new Date(day * 86_400_000)
    const found = calendarDay(day)
    if (
      found.day !== date.getUTCDate() ||
      found.month !== date.getUTCMonth() + 1 ||
      found.year !== date.getUTCFullYear()
    ) {
      throw new Error(`Day ${day} is ${JSON.stringify(found)}.`)
    }
    if (dayNumber(found) !== day) throw new Error(`${JSON.stringify(found)} is day ${dayNumber(found)}.`)
  }
})
