import { type Locale, textIn } from '../contract/locale.ts'
import { TenonError } from '../contract/tenon-error.ts'
import type { ExpressionContext } from './expression-context.ts'
import { EXPRESSION_LIMITS } from './expression-limits.ts'
import { inTime } from './instant.ts'
import type { RecordValue, Value } from './value.ts'
import { isZone } from './zone.ts'

/** One evaluation: what it may read, and what is left of its budget. */
export interface Evaluation {
  readonly record: RecordValue | null
  readonly old: RecordValue | null
  readonly context: ExpressionContext
  /** Milliseconds since 1970. */
  readonly now: number
  /** Items that the loops stand at, outermost first. */
  readonly items: Value[]
  stepsLeft: number
}

/** A part of an expression made ready to run. */
export type Evaluate = (evaluation: Evaluation) => Value

interface EvaluationInput {
  readonly record: RecordValue | null
  readonly old?: RecordValue | null
}

export function startEvaluation({ record, old }: EvaluationInput, context: ExpressionContext): Evaluation {
  const now = inTime(context.now.getTime())
  if (now === null) throw new TenonError({ code: 'INTERNAL', message: `'${context.now}' is no time to evaluate at.` })
  if (!isZone(context.timeZone)) {
    throw new TenonError({ code: 'INTERNAL', message: `'${context.timeZone}' is no time zone to evaluate in.` })
  }
  return { record, old: old ?? null, context, now, items: [], stepsLeft: EXPRESSION_LIMITS.steps }
}

/** @throws TenonError VALIDATION_FAILED where the budget is used up */
export function charge(evaluation: Evaluation, steps: number): void {
  evaluation.stepsLeft -= steps
  if (evaluation.stepsLeft < 0) throw limitReached(evaluation.context.locale, STEPS)
}

/** Characters that a text function reads or writes for one step. */
const CHARACTERS_PER_STEP = 50

/** Counts the reading of a text. */
export function chargeText(evaluation: Evaluation, length: number): void {
  charge(evaluation, length / CHARACTERS_PER_STEP)
}

/** Counts a text that is about to be made. @throws TenonError VALIDATION_FAILED where it would be too long */
export function chargeMadeText(evaluation: Evaluation, length: number): void {
  if (length > EXPRESSION_LIMITS.madeTextLength) throw limitReached(evaluation.context.locale, LENGTH)
  chargeText(evaluation, length)
}

const STEPS = {
  en: `The expression takes more than ${EXPRESSION_LIMITS.steps} steps on this record.`,
  'zh-CN': `对该记录计算此表达式超过 ${EXPRESSION_LIMITS.steps} 步。`,
}
const LENGTH = {
  en: `The expression makes a text of more than ${EXPRESSION_LIMITS.madeTextLength} characters.`,
  'zh-CN': `此表达式生成的文本超过 ${EXPRESSION_LIMITS.madeTextLength} 个字符。`,
}

function limitReached(locale: Locale | undefined, text: { en: string; 'zh-CN': string }): TenonError {
  return new TenonError({ code: 'VALIDATION_FAILED', message: textIn(text, locale ?? 'en') })
}
