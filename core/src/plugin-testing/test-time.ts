/** Ids of records begin with the time, which they count from 1970 on. */
const [FIRST, BEYOND] = [0, Date.UTC(10_000, 0, 1)]

export const EXPECTED_TIME = "expected a time from 1970 to 9999 such as '2026-03-02T08:00:00Z'"

/** The time that a test sets its clock to; null for what is none, or one that no record can be of. */
export function testTime(given: unknown): Date | null {
  if (typeof given !== 'string' && !(given instanceof Date)) return null
  const time = new Date(given)
  return time.getTime() >= FIRST && time.getTime() < BEYOND ? time : null
}
