import type { CalendarNameInput, SaveCalendarInput } from '@tenon/sdk/contract/calendars-api'
import { WEEKDAYS, type WorkingSpan } from '@tenon/sdk/contract/working-calendar'
import { z } from 'zod'

/** A schema that takes and gives exactly `T`: nothing is coerced at the edge. */
type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const clock = z.string().max(20)
const spans: Exact<WorkingSpan[]> = z.array(z.strictObject({ from: clock, to: clock })).max(12)
const day = { date: z.string().max(20), label: z.exactOptional(z.string().max(100)) }

// What names, times and dates have to be is checked by the calendar, with a message per part.
export const saveCalendarInput: Exact<SaveCalendarInput> = z.strictObject({
  name,
  label: z.strictObject({ en: z.string().max(100), 'zh-CN': z.exactOptional(z.string().max(100)) }),
  timeZone: z.nullable(z.string().max(100)),
  week: z.strictObject(
    Object.fromEntries(WEEKDAYS.map((weekday) => [weekday, spans])) as Record<(typeof WEEKDAYS)[number], typeof spans>,
  ),
  holidays: z.array(z.strictObject(day)).max(2_000),
  workdays: z.array(z.strictObject({ ...day, hours: z.exactOptional(spans) })).max(1_000),
  revision: z.int().min(0),
})
export const calendarNameInput: Exact<CalendarNameInput> = z.strictObject({ name })
