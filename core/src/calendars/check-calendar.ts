import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { WEEKDAYS, type WorkingCalendar, type WorkingSpan } from '@tenon/sdk/contract/working-calendar'
import { isZone } from '@tenon/sdk/expression/zone'

const CLOCK = /^(?:[01]\d|2[0-3]):[0-5]\d$/
const DATE = /^\d{4}-\d{2}-\d{2}$/
const NAME = /^[a-z][a-zA-Z0-9]{0,49}$/
const MINUTES_OF_DAY = 1440

interface Fault {
  pointer: string
  rule: string
  text: LocalizedText
}

/**
 * A calendar that time can be counted by: dates sorted.
 * @throws TenonError VALIDATION_FAILED with a problem per wrong part
 */
export function checkCalendar(calendar: WorkingCalendar, locale: Locale): WorkingCalendar {
  const faults = [
    ...nameFaults(calendar),
    ...WEEKDAYS.flatMap((day) => spanFaults(calendar.week[day], `/week/${day}`)),
    ...weekFaults(calendar),
    ...dateFaults(calendar.holidays, '/holidays'),
    ...dateFaults(calendar.workdays, '/workdays'),
    ...calendar.workdays.flatMap(({ hours }, index) =>
      hours === undefined ? [] : spanFaults(hours, `/workdays/${index}/hours`, true),
    ),
  ]
  const [first] = faults
  if (first === undefined) {
    return { ...calendar, holidays: sorted(calendar.holidays), workdays: sorted(calendar.workdays) }
  }
  const problems = faults.map(({ pointer, rule, text }): Problem => ({ pointer, rule, message: textIn(text, locale) }))
  throw new TenonError({ code: 'VALIDATION_FAILED', message: textIn(first.text, locale), problems })
}

function nameFaults({ name, label, timeZone }: WorkingCalendar): Fault[] {
  const shown = name.slice(0, 60)
  return [
    ...fault(!NAME.test(name), '/name', 'pattern', {
      en: `'${shown}' cannot be a name: expected a small letter, then letters and digits, 50 at most, such as 'shanghai'`,
      'zh-CN': `“${shown}”不能作为名称：应以小写字母开头，后接字母和数字，最多 50 个字符，例如“shanghai”`,
    }),
    ...fault(label.en.trim() === '', '/label/en', 'required', {
      en: 'A label is needed.',
      'zh-CN': '请填写显示名称。',
    }),
    ...fault(timeZone !== null && !isZone(timeZone), '/timeZone', 'timeZone', {
      en: `'${timeZone?.slice(0, 60)}' is no time zone; expected an IANA name such as 'Asia/Shanghai'`,
      'zh-CN': `“${timeZone?.slice(0, 60)}”不是时区；应为 IANA 名称，例如“Asia/Shanghai”`,
    }),
  ]
}

function weekFaults({ week }: WorkingCalendar): Fault[] {
  return fault(
    WEEKDAYS.every((day) => week[day].length === 0),
    '/week',
    'empty',
    {
      en: 'At least one day of the week needs working hours.',
      'zh-CN': '每周至少要有一天设置工作时间。',
    },
  )
}

function spanFaults(spans: readonly WorkingSpan[], pointer: string, needed = false): Fault[] {
  const faults = spans.flatMap(({ from, to }, index) => [
    ...clockFault(CLOCK.test(from), `${pointer}/${index}/from`, from),
    ...clockFault(CLOCK.test(to) || to === '24:00', `${pointer}/${index}/to`, to),
  ])
  if (faults.length > 0) return faults
  const minutes = spans.map(minutesOf).sort((one, other) => one.from - other.from)
  const overlap = minutes.some(({ to }, index) => to > (minutes[index + 1]?.from ?? Number.POSITIVE_INFINITY))
  return [
    ...fault(overlap, pointer, 'overlap', {
      en: 'Two spans of one day overlap: one has to end before the next begins.',
      'zh-CN': '同一天的两个时段重叠：前一时段须在后一时段开始之前结束。',
    }),
    ...fault(needed && spans.length === 0, pointer, 'empty', {
      en: 'A working day needs hours, or none of its own.',
      'zh-CN': '工作日需要设置工作时间，或不单独设置。',
    }),
  ]
}

function clockFault(valid: boolean, pointer: string, value: string): Fault[] {
  const shown = value.slice(0, 20)
  return fault(!valid, pointer, 'time', {
    en: `'${shown}' is no time of day: expected such as 09:00 or 17:30`,
    'zh-CN': `“${shown}”不是时刻：应为 09:00 或 17:30 这样的格式`,
  })
}

/** By then it is known that both are clock times. */
function minutesOf({ from, to }: WorkingSpan): { from: number; to: number } {
  const minute = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
  const [begin, end] = [minute(from), minute(to)]
  return { from: begin, to: end > begin ? end : end + MINUTES_OF_DAY }
}

function dateFaults(days: ReadonlyArray<{ date: string }>, pointer: string): Fault[] {
  const seen = new Set<string>()
  return days.flatMap(({ date }, index) => {
    const place = `${pointer}/${index}/date`
    const twice = seen.has(date)
    seen.add(date)
    const shown = date.slice(0, 20)
    return [
      ...fault(!isDate(date), place, 'date', {
        en: `'${shown}' is no date: expected such as 2026-10-01`,
        'zh-CN': `“${shown}”不是日期：应为 2026-10-01 这样的格式`,
      }),
      ...fault(twice, place, 'twice', { en: `${shown} is there twice.`, 'zh-CN': `${shown} 重复出现。` }),
    ]
  })
}

function isDate(text: string): boolean {
  if (!DATE.test(text)) return false
  const day = new Date(`${text}T00:00:00Z`)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) && day.getUTCFullYear() >= 1970
}

function fault(wrong: boolean, ...[pointer, rule, text]: [string, string, LocalizedText]): Fault[] {
  return wrong ? [{ pointer, rule, text }] : []
}

function sorted<Day extends { date: string }>(days: readonly Day[]): Day[] {
  return [...days].sort((one, other) => (one.date < other.date ? -1 : 1))
}
