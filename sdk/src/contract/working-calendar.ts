import type { LocalizedText } from './locale.ts'

export const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const
export type Weekday = (typeof WEEKDAYS)[number]

/** Name of the calendar that every tenant has. */
export const DEFAULT_CALENDAR = 'default'

/**
 * Clock times as `HH:MM`, by the calendar's zone. `to` may be `24:00`; where it is not after `from`, the span ends on
 * the next day, and belongs to the day on which it begins.
 */
export interface WorkingSpan {
  from: string
  to: string
}

/** A day without work, whatever the week says. */
export interface Holiday {
  /** `2026-10-01`. */
  date: string
  label?: string
}

/** A day with work, whatever the week and the holidays say, such as a Saturday that makes up for a holiday. */
export interface MakeUpWorkday extends Holiday {
  /** Missing: the hours of the first day of the week that has any. */
  hours?: WorkingSpan[]
}

/** When a tenant's people work. Pipelines name one for `slaHours` and `rottingDays`. */
export interface WorkingCalendar {
  name: string
  label: LocalizedText
  /** IANA name; null: the tenant's zone. */
  timeZone: string | null
  week: Record<Weekday, WorkingSpan[]>
  /** At most 2,000, in order. */
  holidays: Holiday[]
  /** At most 1,000, in order. */
  workdays: MakeUpWorkday[]
}
