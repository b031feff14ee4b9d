import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { SETTABLE_COMMON_FIELDS, TAGS_FIELD } from '@tenon/sdk/contract/record'
import type { CompiledEntity } from './compiled-model.ts'
import { expectedNames } from './expected-names.ts'
import { accept, type Normalised, refuse } from './field-types/field-type-definition.ts'
import { normaliseId } from './field-types/reference-types.ts'
import { shownValue } from './field-types/shown-value.ts'
import { normaliseTags } from './tags-value.ts'

type SettableCommonField = (typeof SETTABLE_COMMON_FIELDS)[number]

export function isSettableCommonField(name: string): name is SettableCommonField {
  return SETTABLE_COMMON_FIELDS.some((field) => field === name)
}

/** Checks owner, tags, pipeline and stage: ids, or a name that the entity's pipelines have. */
export function checkCommonValue(entity: CompiledEntity, name: SettableCommonField, value: JsonValue): Normalised {
  if (value === null) return accept(null)
  if (name === TAGS_FIELD) return normaliseTags(value)
  if (typeof value !== 'string') {
    return refuse('type', { en: `${shownValue(value)} is not text`, 'zh-CN': `${shownValue(value)} 不是文本` })
  }
  if (name === 'ownerId') return normaliseId(value)
  const names = name === 'pipeline' ? entity.pipelines.map((pipeline) => pipeline.name) : stageNames(entity)
  if (names.includes(value)) return accept(value)
  const expected = expectedNames(value, names)
  return refuse('enum', {
    en: `entity '${entity.name}' has no ${name} ${shownValue(value)}; ${expected.en}`,
    'zh-CN': `实体 '${entity.name}' 没有${name === 'pipeline' ? '流程' : '阶段'} ${shownValue(value)}；${expected['zh-CN']}`,
  })
}

function stageNames(entity: CompiledEntity): string[] {
  return [...new Set(entity.pipelines.flatMap((pipeline) => [...pipeline.stages.keys()]))]
}
