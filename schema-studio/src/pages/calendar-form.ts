import type { SaveCalendarInput, StoredCalendar } from '@tenon/sdk/contract/calendars-api'
import { WEEKDAYS, type Weekday, type WorkingCalendar } from '@tenon/sdk/contract/working-calendar'
import { readHolidays, readHours, readWorkdays, writeHolidays, writeHours, writeWorkdays } from './calendar-text.ts'

/** A calendar as it is typed. */
export interface CalendarForm {
  name: string
  en: string
  zh: string
  timeZone: string
  week: Record<Weekday, string>
  holidays: string
  workdays: string
}

/** What cannot be read: hours of a day, or a line of dates. */
export type FormFault = { kind: 'hours'; day: Weekday; text: string } | { kind: 'line'; line: number; text: string }

const OFFICE = '09:00-18:00'

/** The form of a calendar, or of a new one. */
export function calendarForm(calendar: WorkingCalendar | null): CalendarForm {
  const isWeekend = (day: Weekday) => day === 'saturday' || day === 'sunday'
  const hours = (day: Weekday) => (calendar === null ? (isWeekend(day) ? '' : OFFICE) : writeHours(calendar.week[day]))
  return {
    name: calendar?.name ?? '',
    en: calendar?.label.en ?? '',
    zh: calendar?.label['zh-CN'] ?? '',
    timeZone: calendar?.timeZone ?? '',
    week: Object.fromEntries(WEEKDAYS.map((day) => [day, hours(day)])) as Record<Weekday, string>,
    holidays: writeHolidays(calendar?.holidays ?? []),
    workdays: writeWorkdays(calendar?.workdays ?? []),
  }
}

/** What is to be saved of a form, or all that cannot be read in it. */
export function calendarOfForm(
  form: CalendarForm,
  before: StoredCalendar | null,
): { input: SaveCalendarInput } | { faults: FormFault[] } {
  const holidays = readHolidays(form.holidays)
  const workdays = readWorkdays(form.workdays)
  const week = WEEKDAYS.map((day) => [day, readHours(form.week[day])] as const)
  const faults: FormFault[] = [
    ...week.flatMap(([day, hours]) => (hours === null ? [{ kind: 'hours' as const, day, text: form.week[day] }] : [])),
    ...[...holidays.unread, ...workdays.unread].map((unread) => ({ kind: 'line' as const, ...unread })),
  ]
  if (faults.length > 0) return { faults }
  return {
    input: {
      name: before?.name ?? form.name.trim(),
      label: { en: form.en.trim(), ...(form.zh.trim() !== '' && { 'zh-CN': form.zh.trim() }) },
      timeZone: form.timeZone === '' ? null : form.timeZone,
      week: Object.fromEntries(week.map(([day, hours]) => [day, hours ?? []])) as unknown as WorkingCalendar['week'],
      holidays: holidays.days,
      workdays: workdays.days,
      revision: before?.revision ?? 0,
    },
  }
}
