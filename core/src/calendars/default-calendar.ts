import { DEFAULT_CALENDAR, type WorkingCalendar, type WorkingSpan } from '@tenon/sdk/contract/working-calendar'

const OFFICE_HOURS: WorkingSpan[] = [{ from: '09:00', to: '18:00' }]

/** The calendar `default` of a tenant that has not changed it. */
export const defaultCalendar: WorkingCalendar = {
  name: DEFAULT_CALENDAR,
  label: { en: 'Working hours', 'zh-CN': '工作时间' },
  timeZone: null,
  week: {
    monday: OFFICE_HOURS,
    tuesday: OFFICE_HOURS,
    wednesday: OFFICE_HOURS,
    thursday: OFFICE_HOURS,
    friday: OFFICE_HOURS,
    saturday: [],
    sunday: [],
  },
  holidays: [],
  workdays: [],
}
