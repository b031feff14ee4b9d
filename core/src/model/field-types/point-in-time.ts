const DATE = /^(\d{4})-(\d{2})-(\d{2})$/
const DATE_TIME =
  /^(\d{4}-\d{2}-\d{2})[T ]((?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?)(Z|[+-](?:0\d|1[0-4]):[0-5]\d)$/

/** True for a day that the calendar has, in the years 0001 to 9999. */
export function isDay(text: string): boolean {
  const [, year, month, day] = (DATE.exec(text) ?? []).map(Number)
  if (year === undefined || month === undefined || day === undefined || year === 0) return false
  const date = new Date(0)
  date.setUTCFullYear(year, month - 1, day)
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

/** A point in time as `2026-03-31T08:00:00.000Z`, or null if the text names none that a database has: the years 0001 to 9999. */
export function pointInTime(text: string): string | null {
  const [, day = '', time = '', zone = ''] = DATE_TIME.exec(text) ?? []
  if (!isDay(day)) return null
  // Years that the time zone pushes below 0001 or above 9999 get a sign, and then do not match.
  const utc = new Date(`${day}T${time}${zone}`).toISOString()
  return isDay(utc.slice(0, 10)) && utc.length === 24 ? utc : null
}
