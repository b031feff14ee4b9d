import type { LocalizedText } from './locale.ts'
import type { WorkingCalendar } from './working-calendar.ts'

/** Working calendars of the tenant. Reading is for staff, changing for admins and in the audit trail. */
export interface CalendarsApi {
  /** The calendar `default` first, then by name. */
  list(): Promise<CalendarList>
  /**
   * Makes a calendar or changes one. VALIDATION_FAILED with a problem per wrong part; VERSION_CONFLICT where somebody
   * else has changed it since.
   */
  save(input: SaveCalendarInput): Promise<CalendarList>
  /** CONFLICT for `default`, and for a calendar that a pipeline in force names. */
  remove(input: CalendarNameInput): Promise<CalendarList>
}

export interface SaveCalendarInput extends WorkingCalendar {
  /** As it was read; 0 for a new one. */
  revision: number
}

export interface CalendarNameInput {
  name: string
}

export interface StoredCalendar extends WorkingCalendar {
  /** Counts changes; 0 for `default` while nobody has changed it. */
  revision: number
  /** Pipelines in force that count by it: those that name it, and for `default` those that name one that is not there. */
  usedBy: PipelineLabel[]
}

export interface PipelineLabel {
  name: string
  label: LocalizedText
}

/** A pipeline names a calendar that is not there; it counts by `default`. */
export interface MissingCalendar {
  calendar: string
  pipeline: PipelineLabel
}

export interface CalendarList {
  calendars: StoredCalendar[]
  missing: MissingCalendar[]
  /** The tenant's zone, which calendars without one of their own go by. */
  timeZone: string
}
