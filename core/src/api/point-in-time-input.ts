import { z } from 'zod'
import { pointInTime } from '../model/field-types/point-in-time.ts'
import { issueText } from '../model/issue-message.ts'

/** Longer than any time with nine digits of a second is. */
const MAX_LENGTH = 40

/**
 * A point in time in a request, with its time zone: what a field of that type takes, so that it is refused here and not by
 * the database. It is handed on as it came.
 */
export const pointInTimeInput = z.string().refine(
  (text) => text.length <= MAX_LENGTH && pointInTime(text) !== null,
  issueText({
    en: 'Not a point in time: expected date, time and time zone such as 2026-03-31T16:00:00+08:00, in the years 0001 to 9999',
    'zh-CN': '不是时间点：应包含日期、时间和时区，例如 2026-03-31T16:00:00+08:00，年份为 0001 至 9999',
  }),
)
