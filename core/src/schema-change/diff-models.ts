import { isDeepStrictEqual } from 'node:util'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import { diffDuplicates } from './diff-duplicates.ts'
import { diffFields } from './diff-fields.ts'
import { diffNames } from './diff-names.ts'
import { diffPipelines } from './diff-pipelines.ts'
import { diffRollups } from './diff-rollups.ts'
import { diffRules } from './diff-rules.ts'
import { diffUniqueGroups, groupMessages } from './diff-unique-groups.ts'
import { diffViews } from './diff-views.ts'
import type { ModelChange } from './model-change.ts'

/** All differences between two models: entities first, then pipelines, then views. Equal models give an empty list. */
export function diffModels(before: CompiledModel | null, after: CompiledModel): ModelChange[] {
  const old = before?.entities ?? new Map<string, CompiledEntity>()
  const removed = [...old.values()].filter((entity) => !after.entities.has(entity.name))
  return [
    ...removed.map((entity): ModelChange => ({ kind: 'RemoveEntity', entity })),
    ...[...after.entities.values()].flatMap((entity) => diffEntity(old.get(entity.name), entity, after)),
    ...diffNames(before, after),
    ...diffPipelines(before, after),
    ...diffViews(before, after),
  ].map((change) => Object.freeze(change))
}

function diffEntity(before: CompiledEntity | undefined, after: CompiledEntity, model: CompiledModel): ModelChange[] {
  if (before === undefined) return [{ kind: 'AddEntity', entity: after }]
  const changes: ModelChange[] = [
    ...diffFields(before, after),
    ...diffUniqueGroups(before, after),
    ...diffDuplicates(before, after),
    ...diffRollups(before, after),
    ...diffRules(before, after, model),
  ]
  const [old, current] = [metadataOf(before, after), metadataOf(after, before)]
  if (!isDeepStrictEqual([old, groupMessages(before, after)], [current, groupMessages(after, before)])) {
    changes.push({ kind: 'EntityMetadata', entity: after })
  }
  // Columns stay when the last pipeline goes, so that its values are there when it comes back.
  if (before.pipelines.length === 0 && after.pipelines.length > 0) {
    changes.push({ kind: 'AddPipelineColumns', entity: after })
  }
  return changes
}

/** All of an entity that is not told by its fields' own changes, such as the order of the fields that `other` has too. */
function metadataOf({ schema, fields }: CompiledEntity, other: CompiledEntity): object {
  const {
    properties: _properties,
    required: _required,
    uniqueTogether: _uniqueTogether,
    duplicates: _duplicates,
    rollups: _rollups,
    validations: _validations,
    fieldSources: _fieldSources,
    fieldCode: _fieldCode,
    ...rest
  } = schema
  const shared = new Set([...other.fields.values()].map((field) => field.id))
  return { ...rest, order: [...fields.values()].map((field) => field.id).filter((id) => shared.has(id)) }
}
