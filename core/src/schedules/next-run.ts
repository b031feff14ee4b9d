import { Cron } from 'croner'

/**
 * The first time after `after` that a time table names in its zone; null where none comes any more. Where clocks are
 * put forward, a day's one time that is skipped comes at the end of the gap; where they are put back, a day's one time
 * that comes twice is taken the first time.
 */
export function nextRun({ cron, timeZone }: { cron: string; timeZone: string }, after: Date): Date | null {
  return new Cron(cron, { timezone: timeZone, paused: true }).nextRun(after)
}
