// biome-ignore-all lint/performance/noBarrelFile: a namespace, of which a bundle keeps what is used.
// biome-ignore-all lint/performance/noReExportAll: as above.
/*
 * Days and points in time for a plugin's code, in the forms that records have: days as `2026-03-31`, points in time
 * as `2026-03-31T08:00:00.000Z`.
 *
 *     import { date } from '@tenon/sdk/plugin/date'
 *     date.addMonths(date.today('Europe/Berlin', tenon.now()), 1)
 *
 * Only plugins that import this file carry it, and of it no more than they use: what needs time zones is the larger part.
 */

export * as date from './date/date-functions.ts'
export type { Day, Weekday } from './date/day.ts'
export type { Instant } from './date/instant.ts'
export type { Unit } from './date/period.ts'
export type { ZonedParts } from './date/zone.ts'
