import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import type { StageSchema } from '@tenon/sdk/contract/pipeline-schema'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { CompiledEntity } from '../model/compiled-model.ts'
import type { StageChange } from '../records/stage-change.ts'

interface RequiredFields {
  entity: CompiledEntity
  change: StageChange
  stage: StageSchema
  fields: readonly string[]
}

/** Why a record may not enter a stage while these fields are empty: one problem per field. Null if none is. */
export function missingFieldsError(
  locale: Locale,
  { entity, change, stage, fields }: RequiredFields,
): TenonError | null {
  const empty = fields.filter((name) => (change.record.values[name] ?? null) === null)
  if (empty.length === 0) return null
  const target = textIn(stage.label, locale)
  const labels = empty.map((name) => textIn(entity.fields.get(name)?.schema.label ?? name, locale))
  const problems = empty.map((name, index) => ({
    pointer: `/${name}`,
    message: textIn(
      { en: `${labels[index]} is needed for ${target}`, 'zh-CN': `进入“${target}”需要填写${labels[index]}` },
      locale,
    ),
    rule: 'stageRequired',
  }))
  const message = textIn(
    {
      en: `${target} needs ${labels.join(', ')} to be filled in.`,
      'zh-CN': `进入“${target}”前请填写：${labels.join('、')}。`,
    },
    locale,
  )
  return new TenonError({ code: 'TRANSITION_REFUSED', message, problems })
}
