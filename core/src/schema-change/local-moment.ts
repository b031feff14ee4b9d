import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { Cron } from 'croner'
import type { RequestContext } from '../context/request-context.ts'
import { spoken } from './spoken.ts'

interface LocalMoment {
  /** Such as `2026-03-01T22:00`. */
  localTime: string
  /** IANA time zone. */
  timeZone: string
}

/** The moment at which clocks of a time zone show a time. Throws VALIDATION_FAILED for one that is past or none at all. */
export function localMoment(ctx: RequestContext, { localTime, timeZone }: LocalMoment): Date {
  const moment = nextMoment(localTime, timeZone)
  if (moment !== null) return moment
  const message = spoken(ctx, {
    en: `'${localTime}' in '${timeZone}' is no moment that is still to come.`,
    'zh-CN': `“${timeZone}”的“${localTime}”不是将来的时刻。`,
  })
  throw new TenonError({ code: 'VALIDATION_FAILED', message, problems: [{ pointer: '/localTime', message }] })
}

function nextMoment(localTime: string, timezone: string): Date | null {
  try {
    return new Cron(`${localTime}:00`, { timezone, paused: true }).nextRun()
  } catch {
    return null
  }
}
