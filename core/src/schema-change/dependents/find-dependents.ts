import type { PlanDependent } from '@tenon/sdk/contract/change-plan'
import type { CompiledPipeline } from '../../model/compiled-model.ts'
import type { ChangeField, ModelChange, RenamePart } from '../model-change.ts'
import { apiUsers } from './api-users.ts'
import { entityUsers } from './entity-users.ts'
import { fieldUsers } from './field-users.ts'
import type { FoundDependent } from './found-dependent.ts'
import type { ModelUsers, UsedField } from './model-users.ts'
import { pipelineUsers, stageUsers } from './pipeline-users.ts'
import { pluginUsers } from './plugin-users.ts'
import { roleUsers } from './role-users.ts'
import { ruleUsers } from './rule-users.ts'
import { savedViewUsers } from './saved-view-users.ts'
import { embedUsers, screenUsers } from './screen-users.ts'

/** What uses the entities, fields and stages that the changes touch; steps of a plan begin with the changes, in their order. */
export function findDependents(changes: readonly ModelChange[], users: ModelUsers): PlanDependent[] {
  return changes.flatMap((change, step) => usersOf(change, users).map((found) => ({ step, ...found })))
}

/** Entities whose use over the API the changes make worth knowing. */
export function entitiesOf(changes: readonly ModelChange[]): string[] {
  const names = changes.flatMap((change) => {
    switch (change.kind) {
      case 'RemoveEntity':
      case 'RemoveField':
      case 'RenameField':
      case 'ChangeField':
        return [change.entity.name]
      case 'RenamePart':
        return change.entity === null ? [] : [change.entity.name]
      default:
        return []
    }
  })
  return [...new Set(names)]
}

/** Keys of the fields that they touch. */
export function fieldsOf(changes: readonly ModelChange[]): string[] {
  const names = changes.flatMap((change) => {
    switch (change.kind) {
      case 'RemoveField':
        return [change.field.name]
      case 'RenameField':
      case 'ChangeField':
        return [change.before.name]
      case 'RenamePart':
        return change.rename.part === 'field' ? [change.rename.key] : []
      default:
        return []
    }
  })
  return [...new Set(names)]
}

function usersOf(change: ModelChange, users: ModelUsers): FoundDependent[] {
  switch (change.kind) {
    case 'RemoveEntity':
      return entityUsers(users, change.entity)
    case 'RemoveField':
      return allUsers(users, { entity: change.entity.name, field: change.field.name, breaks: true })
    case 'RenameField':
      return allUsers(users, { entity: change.entity.name, field: change.before.name, breaks: false })
    case 'RenamePart':
      return usersOfRenamed(users, change)
    case 'ChangeField':
      return usersOfChanged(users, change)
    case 'RemovePipeline':
      return [
        ...pluginUsers(users, { entity: change.pipeline.entity, breaks: false }),
        ...stageUsers(users, removedWhole(change.pipeline)),
      ]
    case 'ChangePipeline': {
      const { entity, pipeline, removedStages } = change
      return stageUsers(users, { entity: entity.name, pipeline: pipeline.name, stages: removedStages })
    }
    default:
      return []
  }
}

/** A pipeline that goes takes all its stages along. */
function removedWhole({ name, entity, stages }: CompiledPipeline) {
  return { entity, pipeline: name, stages: [...stages.keys()] }
}

function allUsers(users: ModelUsers, used: UsedField): FoundDependent[] {
  return [
    ...fieldUsers(users, used),
    ...ruleUsers(users, used),
    ...screenUsers(users, used),
    ...savedViewUsers(users, used),
    ...pipelineUsers(users, used),
    ...roleUsers(users, used),
    ...pluginUsers(users, used),
    ...apiUsers(users, used),
  ]
}

/** Nothing breaks: what goes by keys follows by itself, and who uses the API has the old name for a while. */
function usersOfRenamed(users: ModelUsers, { rename, entity }: RenamePart): FoundDependent[] {
  const { part, scope, key } = rename
  if (part === 'stage') {
    const of = users.model.pipelines.get(scope)?.entity ?? ''
    return stageUsers(users, { entity: of, pipeline: scope, stages: [key] })
  }
  if (entity === null) return []
  if (part === 'entity') return apiUsers(users, { entity: key, breaks: false })
  return allUsers(users, { entity: entity.name, field: key, breaks: false })
}

/** Another type concerns all; another way to work it out, what is worked out of it; another exposure, who looks from outside. */
function usersOfChanged(users: ModelUsers, { entity, before, after, aspects }: ChangeField): FoundDependent[] {
  const used = { entity: entity.name, field: before.name, breaks: false }
  if (aspects.some((aspect) => aspect === 'type' || aspect === 'referenceTarget')) return allUsers(users, used)
  const is = users.model.entities.get(entity.name)
  const isHidden = (before.schema.embed ?? 'never') !== (after.schema.embed ?? 'never')
  const isDerivedAnew = JSON.stringify(before.derivation?.uses) !== JSON.stringify(after.derivation?.uses)
  return [
    ...(isDerivedAnew || wayOf(before.schema) !== wayOf(after.schema) ? fieldUsers(users, used) : []),
    ...(isHidden && is !== undefined ? embedUsers(users, is, used) : []),
  ]
}

/** How a derived field is worked out, to be compared. */
function wayOf(schema: object): string {
  const { formula, rollup, lookup } = schema as Record<string, unknown>
  return JSON.stringify([formula, rollup, lookup])
}
