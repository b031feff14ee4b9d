import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'
import { spoken } from './spoken.ts'

/** By the rule of a problem that somebody can answer: how. */
const BY_RULE: ReadonlyArray<readonly [rule: string, advice: Required<LocalizedText>]> = [
  ['downgrade', { en: 'Ask for it with --allow-downgrade.', 'zh-CN': '如确需降级，请加上 --allow-downgrade。' }],
  ['changedContent', { en: 'Agree with --allow-changed.', 'zh-CN': '如同意，请加上 --allow-changed。' }],
]

/** The same, of what only needs somebody's consent. */
const BY_RULE_OF_CONSENT: typeof BY_RULE = [
  [
    'capability',
    {
      en: 'Answer with --grant all, --grant none, or --grant and those you agree to.',
      'zh-CN': '请用“--grant all”“--grant none”，或“--grant”加上您同意的能力来答复。',
    },
  ],
  [
    'editConflict',
    {
      en: 'Choose with --keep <path> or --take <path>, or --edits keep or take for all.',
      'zh-CN': '请用“--keep <path>”或“--take <path>”选择，或用“--edits keep”“--edits take”统一选择。',
    },
  ],
  [
    'stageMapping',
    {
      en: 'Say where the records go with --map-stage <entity.pipeline.stage>=<pipeline.stage or none>.',
      'zh-CN': '请用“--map-stage <entity.pipeline.stage>=<pipeline.stage or none>”指定记录的去向。',
    },
  ],
]

/** Which option answers a refusal; none where there is nothing to be answered. */
export function adviceOn({ code, message, problems }: TenonError): string[] {
  const rules = new Set(problems.map(({ rule }) => rule))
  const adviceOf = (known: typeof BY_RULE) => known.find(([rule]) => rules.has(rule))?.[1]
  const advice = adviceOf(BY_RULE) ?? (code === 'CONSENT_REQUIRED' ? adviceOf(BY_RULE_OF_CONSENT) : undefined)
  if (advice !== undefined) return [spoken(advice)]
  if (code !== 'CONSENT_REQUIRED' || message.includes('--confirm')) return []
  return [spoken({ en: 'Agree with --consent.', 'zh-CN': '如同意，请加上 --consent。' })]
}
