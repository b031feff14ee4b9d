import { checkedDay, parseDate } from './calendar.ts'
import { type CheckScope, report } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import type { ProblemText } from './expression-problem.ts'
import type { FunctionEntry, LiteralParameter } from './function-table.ts'
import { parseInstant, parsePeriod, parseTime } from './instant.ts'
import { parsePattern } from './parse-pattern.ts'
import { PatternFault } from './pattern-fault.ts'
import type { Signature } from './signatures.ts'
import type { Value } from './value.ts'
import { isZone } from './zone.ts'

const MAX_DIGITS = 20n
const MAX_SEPARATOR = 10
const MAX_PATTERN = 500

/** Reads the arguments that must be literals, and works out calls that read a date or time from a literal text. */
export function checkLiteralParameters(scope: CheckScope, entry: FunctionEntry, call: CheckedNode): CheckedNode {
  if (call.kind !== 'call') return call
  const read = call.arguments.map((argument, index) => {
    const pattern = entry.parameters[index]
    if (pattern?.kind !== 'type' || pattern.literal === undefined) return argument
    return readLiteral(scope, pattern.literal, argument)
  })
  if (read.some(({ kind }) => kind === 'unknown'))
    return { kind: 'unknown', type: call.type, start: call.start, end: call.end }
  return foldReading(scope, { ...call, arguments: read })
}

function readLiteral(scope: CheckScope, parameter: LiteralParameter, argument: CheckedNode): CheckedNode {
  const read = argument.kind === 'constant' ? READERS[parameter](argument.value) : EXPECTED[parameter]
  if (argument.kind === 'constant' && typeof read === 'object' && read !== null && 'value' in read) {
    return { ...argument, value: read.value }
  }
  return report(scope, { start: argument.start, end: argument.end, rule: 'literal', message: read as ProblemText })
}

type Read = { value: Value } | ProblemText

const EXPECTED: Readonly<Record<LiteralParameter, ProblemText>> = {
  pattern: {
    en: `a pattern is expected here: a text of at most ${MAX_PATTERN} characters, written out`,
    'zh-CN': `此处应直接写出正则表达式文本，最多 ${MAX_PATTERN} 个字符`,
  },
  zone: {
    en: "a time zone is expected here, written out, such as 'Asia/Shanghai' or 'UTC'",
    'zh-CN': "此处应直接写出时区，例如 'Asia/Shanghai' 或 'UTC'",
  },
  period: {
    en: "a duration is expected here, written out, such as '1h30m' or '2d' (d, h, m, s, ms; at most 10,000 years)",
    'zh-CN': "此处应直接写出时长，例如 '1h30m' 或 '2d'（单位 d、h、m、s、ms，最长一万年）",
  },
  separator: {
    en: `a separator is expected here: a text of at most ${MAX_SEPARATOR} characters, written out`,
    'zh-CN': `此处应直接写出分隔符，最多 ${MAX_SEPARATOR} 个字符`,
  },
  digits: {
    en: `a number of digits from 0 to ${MAX_DIGITS} is expected here, written out`,
    'zh-CN': `此处应直接写出位数，0 到 ${MAX_DIGITS}`,
  },
}

const READERS: Readonly<Record<LiteralParameter, (value: Value) => Read>> = {
  pattern: (value) =>
    typeof value === 'string' && value.length <= MAX_PATTERN ? readPattern(value) : EXPECTED.pattern,
  zone: (value) => (typeof value === 'string' && isZone(value) ? { value } : EXPECTED.zone),
  period: (value) => {
    const period = typeof value === 'string' ? parsePeriod(value) : null
    return period === null ? EXPECTED.period : { value: period }
  },
  separator: (value) => (typeof value === 'string' && value.length <= MAX_SEPARATOR ? { value } : EXPECTED.separator),
  digits: (value) =>
    typeof value === 'bigint' && value >= 0n && value <= MAX_DIGITS ? { value: Number(value) } : EXPECTED.digits,
}

function readPattern(source: string): Read {
  try {
    return { value: parsePattern(source) }
  } catch (fault) {
    if (fault instanceof PatternFault) return fault.problem
    throw fault
  }
}

type Reading = (...values: never[]) => number | null

const READINGS: Partial<Record<Signature, Reading>> = {
  'date(string): date': (text: string) => parseDate(text),
  'date(int, int, int): date': (year: bigint, month: bigint, day: bigint) =>
    checkedDay({ year: Number(year), month: Number(month), day: Number(day) }),
  'dateTime(string): dateTime': (text: string) => parseInstant(text),
  'timestamp(string): dateTime': (text: string) => parseInstant(text),
  'time(string): time': (text: string) => parseTime(text),
  'duration(period): duration': (period: number) => period,
}

/** A literal date becomes one when it is checked: a wrong one is found then, and an index can be used for a right one. */
function foldReading(scope: CheckScope, call: Extract<CheckedNode, { kind: 'call' }>): CheckedNode {
  const reading = READINGS[call.signature]
  const values = call.arguments.map((argument) => (argument.kind === 'constant' ? argument.value : null))
  if (reading === undefined || values.includes(null)) return call
  const value = (reading as (...given: Value[]) => number | null)(...values)
  const { start, end, type } = call
  if (value !== null) return { kind: 'constant', value, type, start, end }
  const shown = values.map((part) => (typeof part === 'string' ? `'${part}'` : String(part))).join(', ')
  const wanted = type.kind === 'time' ? WANTED.time : type.kind === 'date' ? WANTED.date : WANTED.dateTime
  const message = { en: `${shown} is no ${wanted.en}`, 'zh-CN': `${shown} 不是有效的${wanted['zh-CN']}` }
  return report(scope, { start, end, rule: 'literal', message })
}

const WANTED = {
  date: { en: 'date; expected one such as 2026-03-31', 'zh-CN': '日期，应类似 2026-03-31' },
  time: { en: 'time of day; expected one such as 08:30', 'zh-CN': '时刻，应类似 08:30' },
  dateTime: {
    en: 'point in time; expected one such as 2026-03-31T16:00:00+08:00',
    'zh-CN': '时间点，应类似 2026-03-31T16:00:00+08:00',
  },
}
