import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { MetricAnswer, MetricSchema, MetricUnit } from '@tenon/sdk/contract/metric-schema'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { z } from 'zod'
import { isCurrency } from '../model/field-types/currency.ts'
import { issueMessage, issueText } from '../model/issue-message.ts'
import { printableText } from '../sandbox/printable-text.ts'

const MAX_PARTS = 60

/** An exact decimal, as amounts of money are written: no exponent, at most 18 digits before the point and 6 after it. */
const DECIMAL = /^-?\d{1,18}(\.\d{1,6})?$/
const isDecimal = (value: unknown) => typeof value === 'string' && DECIMAL.test(value)
const isFigure = (value: unknown) => Number.isFinite(value) || isDecimal(value)

const decimalText = z.custom<string>(
  isDecimal,
  issueText({
    en: 'an exact decimal as text is needed, such as "1234.50"',
    'zh-CN': '应为以文本书写的精确小数，例如 "1234.50"',
  }),
)
const figure = z.custom<number | string>(
  isFigure,
  issueText({
    en: 'a finite number or an exact decimal as text is needed',
    'zh-CN': '应为有限的数字，或以文本书写的精确小数',
  }),
)
const currency = z
  .string()
  .refine(
    isCurrency,
    issueText({ en: 'an ISO 4217 code is needed, such as EUR', 'zh-CN': '应为 ISO 4217 代码，例如 EUR' }),
  )

function answerOf(unit: MetricUnit) {
  const value = unit === 'money' ? decimalText : figure
  return z.strictObject({
    value,
    before: value.exactOptional(),
    series: z
      .array(z.strictObject({ label: z.string().min(1).max(200).transform(printableText), value }))
      .max(MAX_PARTS)
      .exactOptional(),
    ...(unit === 'money' && { currency }),
  })
}

const ANSWERS: Record<MetricUnit, z.ZodType> = {
  number: answerOf('number'),
  money: answerOf('money'),
  percent: answerOf('percent'),
  days: answerOf('days'),
}

interface Asked {
  plugin: string
  /** What the metric is to whoever asks, to begin a sentence with. */
  inWords: LocalizedText
  metric: Pick<MetricSchema, 'unit'>
  locale: Locale
}

/**
 * What a plugin answered, checked strictly against the metric's unit.
 * @throws TenonError PLUGIN_BAD_RETURN that names the metric, the place and what is allowed
 */
export function readMetricAnswer(answer: JsonValue, { plugin, inWords, metric, locale }: Asked): MetricAnswer {
  const { success, data, error } = ANSWERS[metric.unit].safeParse(answer)
  if (success) return data as MetricAnswer
  const issue = error.issues[0]
  const place = `/${issue?.path.join('/') ?? ''}`
  const reason = issue === undefined ? '' : issueMessage(issue, locale)
  const message = {
    en: `${inWords.en} gave an answer that does not fit its unit '${metric.unit}', at '${place}': ${reason}.`,
    'zh-CN': `${textIn(inWords, 'zh-CN')}返回的结果与单位“${metric.unit}”不符，位置“${place}”：${reason}。`,
  }
  throw new TenonError({ code: 'PLUGIN_BAD_RETURN', message: textIn(message, locale), plugin })
}
