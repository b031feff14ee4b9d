import { type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { compileModel } from '../model/compile-model.ts'
import { diffModels } from './diff-models.ts'
import type { ModelChange } from './model-change.ts'
import * as text from './plan-text.ts'
import { rollupText } from './rollups/rollup-text.ts'

/** Sentences of one step at most; more are counted. */
const MOST = 12

/** What a step of a draft did to the model, a sentence per change. */
export function describeEdits(before: ModelDocument, after: ModelDocument): LocalizedText[] {
  const changes = diffModels(compileModel(before, 0), compileModel(after, 0))
  const words = changes.map(changeWords)
  const more = words.length - MOST
  if (more <= 0) return words
  return [...words.slice(0, MOST), { en: `${more} more changes`, 'zh-CN': `另有 ${more} 项更改` }]
}

function changeWords(change: ModelChange): LocalizedText {
  switch (change.kind) {
    case 'AddEntity':
      return text.addEntity(change.entity)
    case 'RemoveEntity':
      return remove(change.entity.schema.label)
    case 'EntityMetadata':
      return text.entityMetadata(change.entity)
    case 'AddField':
      return text.addField(change.entity, change.field)
    case 'RemoveField':
      return removeField(change.entity.schema.label, change.field.schema.label)
    case 'RenameField':
      return text.renameField(change)
    case 'RenamePart':
      return text.renamePart(change)
    case 'ChangeField':
      return text.changeField(change)
    case 'ChangeUniqueGroups':
      return text.changeUniqueGroups(change)
    case 'ChangeDuplicates':
      return text.changeDuplicates(change)
    case 'ChangeRollups':
      return rollupText(change)
    case 'ChangeRules':
      return text.changeRules(change)
    case 'AddPipelineColumns':
      return text.addPipelineColumns(change.entity)
    case 'AddPipeline':
      return text.addPipeline(change.pipeline)
    case 'RemovePipeline':
      return text.removePipeline(change.pipeline)
    case 'ChangePipeline':
      return text.changePipeline(change)
    case 'AddView':
    case 'RemoveView':
    case 'ChangeView':
      return text.viewChange(change.kind, change.view.label)
  }
}

function remove(label: LocalizedText): LocalizedText {
  return { en: `Remove ${textIn(label, 'en')}`, 'zh-CN': `移除“${textIn(label, 'zh-CN')}”` }
}

function removeField(entity: LocalizedText, field: LocalizedText): LocalizedText {
  return {
    en: `Remove field ‘${textIn(field, 'en')}’ from ${textIn(entity, 'en')}`,
    'zh-CN': `从“${textIn(entity, 'zh-CN')}”移除字段“${textIn(field, 'zh-CN')}”`,
  }
}
