import { DAY } from '@tenon/sdk/expression/instant'
import { localTime } from '@tenon/sdk/expression/zone'
import { Cron } from 'croner'

interface TimeTable {
  cron: string
  timeZone: string
}

const HOUR = 3_600_000
/** The field of hours where every hour is meant: then it is hours that pass which count, not what clocks show. */
const EVERY_HOUR = /^(?:\*(?:\/1)?|0-23)$/

/**
 * The first time after `after` that a time table names in its zone; null where none comes any more. Where clocks are
 * put forward, times that are skipped come at the end of the gap, all at once; where they are put back, times that
 * come twice are taken the first time. What is meant for every hour is every hour.
 */
export function nextRun({ cron, timeZone }: TimeTable, after: Date): Date | null {
  const [, hours = ''] = cron.trim().split(/\s+/)
  const onClocks = nextOnClocks({ cron, timeZone }, after)
  if (!EVERY_HOUR.test(hours)) return onClocks
  const regular = new Cron(cron, { timezone: timeZone, paused: true }).nextRun(after)
  if (onClocks === null || regular === null || onClocks >= regular) return regular
  // A gap of less than an hour, as Lord Howe Island has one, must not make the pause longer than that.
  return skippedBy(onClocks, timeZone) < HOUR ? onClocks : regular
}

function nextOnClocks({ cron, timeZone }: TimeTable, after: Date): Date | null {
  // Times as clocks show them have no gaps and come once; croner knows these rules only where a day has one time.
  const onClocks = new Cron(cron, { timezone: 'UTC', paused: true })
  let shown = onClocks.nextRun(new Date(localTime(after.getTime(), timeZone)))
  while (shown !== null) {
    const moment = momentOf(shown.getTime(), timeZone)
    if (moment > after.getTime()) return new Date(moment)
    shown = onClocks.nextRun(shown)
  }
  return null
}

/** By how much the zone's clocks are put forward at this instant. */
function skippedBy(at: Date, zone: string): number {
  return localTime(at.getTime(), zone) - localTime(at.getTime() - 1, zone) - 1
}

/** The first instant at which the zone's clocks show `local`, or at which they skip it. */
function momentOf(local: number, zone: string): number {
  const offsets = [local - DAY, local + DAY].map((instant) => localTime(instant, zone) - instant)
  const [early, late] = [local - Math.max(...offsets), local - Math.min(...offsets)]
  const showing = [early, late].find((instant) => localTime(instant, zone) === local)
  return showing ?? endOfGap(local, { early, late, zone })
}

/** `early` is before the gap, `late` after it. */
function endOfGap(local: number, { early, late, zone }: { early: number; late: number; zone: string }): number {
  let [before, after] = [early, late]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (localTime(middle, zone) < local) before = middle
    else after = middle
  }
  return after
}
