import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { CompiledEntity } from '../model/compiled-model.ts'
import { missingReason, reasonProblems } from '../records/loss-reason.ts'
import type { Obstacle } from './obstacle.ts'
import type { StageStep } from './stage-step.ts'

/** Fields that leaving and entering ask for, and that are empty; and the reason for losing. */
export function checkAskedFields(locale: Locale, entity: CompiledEntity, step: StageStep): Obstacle[] {
  return [...missingFields(locale, entity, step), ...missingLossReason(locale, entity, step)]
}

function missingFields(locale: Locale, entity: CompiledEntity, { change, from, to }: StageStep): Obstacle[] {
  const asked = [...(from?.stage.exit?.requiredFields ?? []), ...(to.entry?.requiredFields ?? [])]
  const empty = [...new Set(asked)].filter((name) => (change.record.values[name] ?? null) === null)
  if (empty.length === 0) return []
  const target = textIn(to.label, locale)
  const labels = empty.map((name) => textIn(entity.fields.get(name)?.schema.label ?? name, locale))
  const problems = empty.map((name, index) => ({
    pointer: `/${name}`,
    message: textIn(
      { en: `${labels[index]} is needed for ${target}`, 'zh-CN': `进入“${target}”需要填写${labels[index]}` },
      locale,
    ),
    rule: 'stageRequired',
  }))
  const sentence = {
    en: `${target} needs ${labels.join(', ')} to be filled in.`,
    'zh-CN': `进入“${target}”前请填写：${labels.join('、')}。`,
  }
  return [{ rule: 'stageRequired', sentence: textIn(sentence, locale), problems }]
}

function missingLossReason(locale: Locale, entity: CompiledEntity, { change, pipeline, to }: StageStep): Obstacle[] {
  const { lossReason } = pipeline.schema
  if (to.category !== 'lost' || lossReason === undefined) return []
  const problems = reasonProblems(entity, locale, missingReason(lossReason, change.record.values))
  if (problems.length === 0) return []
  const stop = textIn({ en: '.', 'zh-CN': '。' }, locale)
  return [{ rule: 'lossReason', sentence: problems.map(({ message }) => `${message}${stop}`).join(' '), problems }]
}
