import { type Day, dayNumber, isDay } from './day.ts'
import { epochMs, type Instant } from './instant.ts'

export interface FormatOptions {
  /** How much is written. Default: `medium`. */
  style?: 'short' | 'medium' | 'long' | 'full'
  /** Time zone in which a point in time is told, such as `Europe/Berlin`; a point in time needs it. */
  zone?: string
  /** The day of a point in time alone, without the time of day. */
  dayOnly?: boolean
}

/**
 * For people, as their language writes it: `format('2026-03-31', 'de')` is `31.03.2026`,
 * `format(now, 'en', { zone: 'America/New_York' })` is `Mar 31, 2026, 4:00 AM`.
 */
export function format(value: Day | Instant | Date, locale: string, options: FormatOptions = {}): string {
  const { style = 'medium', zone, dayOnly = false } = options
  if (isDay(value))
    return formatter({ locale, style, zone: 'UTC', dayOnly: true }).format(dayNumber(value) * 86_400_000)
  const ms = epochMs(value)
  if (zone === undefined) {
    throw new RangeError('A point in time is written in a time zone: name one, as in { zone: "Europe/Berlin" }.')
  }
  return formatter({ locale, style, zone, dayOnly }).format(ms)
}

interface Wanted {
  locale: string
  style: NonNullable<FormatOptions['style']>
  zone: string
  dayOnly: boolean
}

const MAX_KEPT = 20
let kept: Record<string, Intl.DateTimeFormat> | undefined

/** Formatters are slow to make and large, and a batch formats a hundred days in the same way. */
function formatter({ locale, style, zone, dayOnly }: Wanted): Intl.DateTimeFormat {
  const key = `${locale} ${style} ${zone} ${dayOnly}`
  const known = kept?.[key]
  if (known !== undefined) return known
  const made = new Intl.DateTimeFormat(locale, {
    dateStyle: style,
    timeZone: zone,
    ...(!dayOnly && { timeStyle: style === 'full' || style === 'long' ? 'short' : style }),
  })
  kept = kept === undefined || Object.keys(kept).length >= MAX_KEPT ? {} : kept
  kept[key] = made
  return made
}
