import type { ChangePlan, PlanStep } from '@tenon/sdk/contract/change-plan'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { StageWhatIf } from '@tenon/sdk/contract/stage-what-if'
import { cliLocale } from './cli-locale.ts'
import { spoken } from './spoken.ts'
import { describeStages } from './stages-option.ts'

/** What is said in place of a plan without steps. */
export const NOTHING_TO_APPLY = { en: 'The tenant is as the files say.', 'zh-CN': '租户与文件一致。' } as const

/** A plan in lines for a terminal; with `sql`, the statements too. */
export function describePlan(
  { steps, blockers, dependents, stages, whatIf }: ChangePlan,
  { sql }: { sql: boolean },
): string[] {
  return [
    ...steps.flatMap((step, at) => [
      ...describeStep(step, sql),
      ...dependents
        .filter((dependent) => dependent.step === at)
        .map(({ text }) => spoken({ en: `      used: ${text.en}`, 'zh-CN': `      使用处：${textIn(text, 'zh-CN')}` })),
      ...whatIf.filter((rule) => rule.step === at).map(describeWhatIf),
    ]),
    ...describeStages(stages),
    ...blockers.map((blocker) => `! ${textIn(blocker, cliLocale())}`),
  ]
}

function describeWhatIf({ stageLabel, text, records, failing, reason }: StageWhatIf): string {
  const why = (locale: Locale) => (reason === null ? '' : textIn(reason, locale))
  const [count, countChinese] =
    failing === null
      ? [`not counted: ${why('en')}`, `未统计：${why('zh-CN')}`]
      : [`${failing} of ${records} records in it do not`, `其中 ${records} 条记录有 ${failing} 条不符合`]
  return spoken({
    en: `      ‘${stageLabel.en}’: ${text.en}; ${count}`,
    'zh-CN': `      “${textIn(stageLabel, 'zh-CN')}”：${textIn(text, 'zh-CN')}；${countChinese}`,
  })
}

const SIGNS: Record<PlanStep['risk'], string> = { safe: '+', caution: '~', destructive: '-' }

function describeStep({ summary, risk, lock, impact, time, sql: statements }: PlanStep, sql: boolean): string[] {
  const { affected = 0, rows: all = 0, lost: away = 0 } = impact ?? {}
  const rows =
    impact === null ? [] : [spoken({ en: `${affected} of ${all} rows`, 'zh-CN': `${all} 行中的 ${affected} 行` })]
  const lost = away > 0 ? [spoken({ en: `${away} values put aside`, 'zh-CN': `${away} 个值将被移出` })] : []
  const facts = [
    ...rows,
    ...lost,
    spoken({ en: `lock ${lock}`, 'zh-CN': `锁 ${lock}` }),
    spoken({ en: `about ${time.milliseconds} ms`, 'zh-CN': `约 ${time.milliseconds} 毫秒` }),
  ]
  return [
    `${SIGNS[risk]} ${textIn(summary, cliLocale())}`,
    `      ${facts.join(spoken({ en: ', ', 'zh-CN': '，' }))}`,
    ...(sql ? statements.map((text) => `      ${text};`) : []),
  ]
}
