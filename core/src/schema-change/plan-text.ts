import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { textIn } from '@tenon/sdk/contract/locale'
import { FORMER_NAME_DAYS } from '@tenon/sdk/contract/model-names'
import type { CompiledEntity, CompiledField, CompiledPipeline } from '../model/compiled-model.ts'
import type {
  ChangeDuplicates,
  ChangeField,
  ChangePipeline,
  ChangeRules,
  ChangeUniqueGroups,
  FieldAspect,
  RenameField,
  RenamePart,
} from './model-change.ts'

type Labelled = { readonly schema: { readonly label: LocalizedText } }

const en = (part: Labelled) => textIn(part.schema.label, 'en')
const zh = (part: Labelled) => textIn(part.schema.label, 'zh-CN')

function both(english: string, chinese: string): LocalizedText {
  return { en: english, 'zh-CN': chinese }
}

export function addEntity(entity: CompiledEntity): LocalizedText {
  return both(
    `Create ${en(entity)} with ${entity.fields.size} fields`,
    `新建“${zh(entity)}”，含 ${entity.fields.size} 个字段`,
  )
}

export function bringBackEntity(entity: CompiledEntity): LocalizedText {
  return both(`Bring back ${en(entity)} with its records`, `恢复“${zh(entity)}”及其记录`)
}

export function removeEntity(entity: CompiledEntity): LocalizedText {
  return both(
    `Remove ${en(entity)}; its records are put aside and come back if it is added again`,
    `移除“${zh(entity)}”；其记录会被保留，重新添加后恢复`,
  )
}

export function entityMetadata(entity: CompiledEntity): LocalizedText {
  return both(`Change labels or layout of ${en(entity)}`, `修改“${zh(entity)}”的名称或布局`)
}

export function addField(entity: CompiledEntity, field: CompiledField): LocalizedText {
  return both(`Add field ‘${en(field)}’ to ${en(entity)}`, `为“${zh(entity)}”添加字段“${zh(field)}”`)
}

export function bringBackField(entity: CompiledEntity, field: CompiledField): LocalizedText {
  return both(
    `Bring back field ‘${en(field)}’ of ${en(entity)} with its values`,
    `恢复“${zh(entity)}”的字段“${zh(field)}”及其数据`,
  )
}

export function removeField(entity: CompiledEntity, field: CompiledField): LocalizedText {
  return both(
    `Remove field ‘${en(field)}’ from ${en(entity)}; its values are put aside and come back if it is added again`,
    `从“${zh(entity)}”移除字段“${zh(field)}”；其数据会被保留，重新添加后恢复`,
  )
}

export function renamePart({ rename: { part, from, to }, label, entity }: RenamePart): LocalizedText {
  const [english, chinese] = [textIn(label, 'en'), textIn(label, 'zh-CN')]
  if (part === 'field' && entity !== null) {
    return both(
      `Rename field ‘${from}’ of ${en(entity)} to ‘${to}’; the old name goes on working for ${FORMER_NAME_DAYS} days`,
      `将“${zh(entity)}”的字段“${from}”更名为“${to}”；旧名称在 ${FORMER_NAME_DAYS} 天内仍有效`,
    )
  }
  const [kind, word] = part === 'stage' ? ['stage', '阶段'] : ['entity', '实体']
  return both(
    `Rename ${kind} ‘${from}’ (${english}) to ‘${to}’; the old name goes on working for ${FORMER_NAME_DAYS} days`,
    `将${word}“${from}”（${chinese}）更名为“${to}”；旧名称在 ${FORMER_NAME_DAYS} 天内仍有效`,
  )
}

export function renameField({ entity, before, after }: RenameField): LocalizedText {
  return both(
    `Rename field ‘${before.name}’ of ${en(entity)} to ‘${after.name}’`,
    `将“${zh(entity)}”的字段“${before.name}”更名为“${after.name}”`,
  )
}

const ASPECT_TEXT: Record<FieldAspect, LocalizedText> = {
  type: both('type', '类型'),
  required: both('required', '必填'),
  unique: both('unique', '唯一'),
  indexed: both('index', '索引'),
  searchable: both('search', '搜索'),
  referenceTarget: both('what it refers to', '引用对象'),
  onDelete: both('what happens when its target is deleted', '引用对象被删除时的处理'),
  checks: both('rules for values', '取值规则'),
  metadata: both('labels and options', '名称与选项'),
}

export function changeField({ entity, after, aspects }: ChangeField): LocalizedText {
  const list = (locale: 'en' | 'zh-CN') => aspects.map((aspect) => textIn(ASPECT_TEXT[aspect], locale))
  return both(
    `Change field ‘${en(after)}’ of ${en(entity)}: ${list('en').join(', ')}`,
    `修改“${zh(entity)}”的字段“${zh(after)}”：${list('zh-CN').join('、')}`,
  )
}

export function changeUniqueGroups({ entity, added, removed }: ChangeUniqueGroups): LocalizedText {
  const groups = [...added, ...removed]
  const english = groups.map(
    ({ fields, folded }) =>
      fields.map((field) => `‘${en(field)}’`).join(' with ') + (folded.length > 0 ? ' (capitals alike)' : ''),
  )
  const chinese = groups.map(
    ({ fields, folded }) =>
      fields.map((field) => `“${zh(field)}”`).join('与') + (folded.length > 0 ? '（不区分大小写）' : ''),
  )
  return both(
    `Change what is unique together in ${en(entity)}: ${english.join('; ')}`,
    `修改“${zh(entity)}”的组合唯一规则：${chinese.join('；')}`,
  )
}

export function changeRules({ entity, validations, fields, removed }: ChangeRules): LocalizedText {
  const named = validations.map(({ rule }) => rule.label)
  const ruled = fields.flatMap(({ field }) => entity.fields.get(field)?.schema.label ?? [])
  const list = (locale: 'en' | 'zh-CN', parts: readonly LocalizedText[], quotes: string) =>
    parts.map((part) => quotes[0] + textIn(part, locale) + quotes[1])
  const english = [
    ...list('en', named, '‘’'),
    ...list('en', ruled, '‘’').map((name) => `when ${name} is shown or needed`),
    ...list('en', removed, '‘’').map((name) => `none any more for ${name}`),
  ]
  const chinese = [
    ...list('zh-CN', named, '“”'),
    ...list('zh-CN', ruled, '“”').map((name) => `${name}的显示与必填条件`),
    ...list('zh-CN', removed, '“”').map((name) => `取消${name}的规则`),
  ]
  return both(
    `Change rules of ${en(entity)}: ${english.join('; ')}; records that break a rule stay as they are until what it is about changes`,
    `修改“${zh(entity)}”的规则：${chinese.join('；')}；不符合规则的现有记录保持不变，直到相关内容被修改`,
  )
}

export function changeDuplicates({ entity, changed, removed }: ChangeDuplicates): LocalizedText {
  const list = (locale: 'en' | 'zh-CN', parts: readonly LocalizedText[], quotes: string) =>
    parts.map((part) => quotes[0] + textIn(part, locale) + quotes[1])
  const english = [...list('en', changed, '‘’'), ...list('en', removed, '‘’').map((name) => `none any more by ${name}`)]
  const chinese = [...list('zh-CN', changed, '“”'), ...list('zh-CN', removed, '“”').map((name) => `取消${name}`)]
  return both(
    `Change how duplicates of ${en(entity)} are found: ${english.join('; ')}`,
    `修改“${zh(entity)}”的查重规则：${chinese.join('；')}`,
  )
}

export function addPipelineColumns(entity: CompiledEntity): LocalizedText {
  return both(`Let records of ${en(entity)} have a stage`, `为“${zh(entity)}”的记录增加阶段`)
}

export function addPipeline(pipeline: CompiledPipeline): LocalizedText {
  return both(`Add pipeline ‘${en(pipeline)}’`, `添加流程“${zh(pipeline)}”`)
}

export function removePipeline(pipeline: CompiledPipeline): LocalizedText {
  return both(`Remove pipeline ‘${en(pipeline)}’`, `移除流程“${zh(pipeline)}”`)
}

export function changePipeline({ before, pipeline, removedStages }: ChangePipeline): LocalizedText {
  if (removedStages.length === 0) return both(`Change pipeline ‘${en(pipeline)}’`, `修改流程“${zh(pipeline)}”`)
  const labels = removedStages.map((stage) => before.stages.get(stage)?.label ?? { en: stage })
  const names = labels.map((label) => `‘${textIn(label, 'en')}’`).join(', ')
  const chinese = labels.map((label) => `“${textIn(label, 'zh-CN')}”`).join('、')
  return both(
    `Change pipeline ‘${en(pipeline)}’ and remove its stages ${names}`,
    `修改流程“${zh(pipeline)}”并移除阶段${chinese}`,
  )
}

const VIEW_TEXT = {
  AddView: { en: 'Add', 'zh-CN': '添加' },
  RemoveView: { en: 'Remove', 'zh-CN': '移除' },
  ChangeView: { en: 'Change', 'zh-CN': '修改' },
} as const

export function viewChange(kind: keyof typeof VIEW_TEXT, label: LocalizedText): LocalizedText {
  const { en: verb, 'zh-CN': chinese } = VIEW_TEXT[kind]
  return both(`${verb} view ‘${textIn(label, 'en')}’`, `${chinese}视图“${textIn(label, 'zh-CN')}”`)
}

export function maintenanceText(): LocalizedText {
  return both('Bring tables, constraints and indexes in step with the model', '使表、约束和索引与模型保持一致')
}
