import type { ModelChange } from './model-change.ts'
import { partKey, renameKey } from './planned-statement.ts'

/** Which statements belong to a change: a key of theirs, or with `/` at the end all keys that begin so. */
export function changeKey(change: ModelChange): string | null {
  switch (change.kind) {
    case 'AddEntity':
    case 'RemoveEntity':
      return `${change.entity.name}/`
    case 'AddField':
    case 'RemoveField':
      return partKey(change.entity.name, { field: change.field.id })
    case 'RenameField':
      return renameKey(change.entity.name, change.after.id)
    case 'ChangeField':
      return partKey(change.entity.name, { field: change.after.id })
    case 'ChangeUniqueGroups':
      return partKey(change.entity.name, { part: 'uniqueTogether' })
    case 'ChangeDuplicates':
      return partKey(change.entity.name, { part: 'duplicates' })
    case 'ChangeRollups':
      return partKey(change.entity.name, { part: 'rollups' })
    case 'AddPipelineColumns':
      return partKey(change.entity.name, { part: 'pipeline' })
    case 'AddPipeline':
    case 'RemovePipeline':
    case 'ChangePipeline':
      return partKey(change.pipeline.entity, { part: 'stages' })
    case 'RenamePart':
    case 'EntityMetadata':
    case 'ChangeRules':
    case 'AddView':
    case 'RemoveView':
    case 'ChangeView':
      return null
  }
}
