import type { ModelDocument, ModelPipeline, ModelView, TenantEdits } from '@tenon/sdk/contract/model-document'
import { isPlainObject, type Part, partOf } from '../edits/plain-object.ts'
import type { NameMap } from './name-map.ts'
import { makeRenameExpression } from './rename-expression.ts'
import { type FieldRenaming, renameField } from './rename-field.ts'
import { renameFilter, type StageCondition, stagesOf } from './rename-filter.ts'

/**
 * A document, edits of one, or what an actor sees of one, in which every part goes by what `map` gives, wherever it is
 * named. Its `names` stay. `model`: the whole model that `part` is or belongs to, called in the way that is left.
 */
export function renameModel<P extends ModelDocument | TenantEdits | ModelView>(
  part: P,
  map: NameMap,
  model: ModelDocument,
): P {
  if (map.isEmpty) return part
  const renaming = { map, model, expression: makeRenameExpression(model, map) }
  const layers = Object.entries(part).map(([layer, parts]) => [layer, renameLayer(layer, parts, renaming)])
  return Object.fromEntries(layers) as P
}

function renameLayer(layer: string, parts: Part, renaming: FieldRenaming): Part {
  if (!isPlainObject(parts)) return parts
  const { map } = renaming
  const entries = Object.entries(parts)
  switch (layer) {
    case 'entities':
      return Object.fromEntries(entries.map(([name, one]) => [map.entity(name), renameEntity(one, name, renaming)]))
    case 'pipelines':
      return Object.fromEntries(entries.map(([name, one]) => [name, renamePipeline(one, name, renaming)]))
    case 'views':
      return Object.fromEntries(entries.map(([name, one]) => [name, renameView(one, name, renaming)]))
    default:
      return parts
  }
}

type Change = (value: Part) => Part

/** Each attribute as `changes` has it; others stay. */
function changed(part: Part, changes: Readonly<Record<string, Change>>): Part {
  if (!isPlainObject(part)) return part
  return Object.fromEntries(
    Object.entries(part).map(([key, value]) => [key, Object.hasOwn(changes, key) ? changes[key]?.(value) : value]),
  )
}

/** Of each element of a list. */
function each(change: Change): Change {
  return (list) => (Array.isArray(list) ? list.map(change) : list)
}

/** Of a name, or of names. */
function named(rename: (name: string) => string): Change {
  const one = (name: Part) => (typeof name === 'string' ? rename(name) : name)
  return (value) => (Array.isArray(value) ? value.map(one) : one(value))
}

/** Of the names that an object's members go by. */
function keyed(
  rename: (name: string) => string,
  change: (value: Part, name: string) => Part = (value) => value,
): Change {
  return (members) =>
    isPlainObject(members)
      ? Object.fromEntries(Object.entries(members).map(([name, value]) => [rename(name), change(value, name)]))
      : members
}

function renameEntity(part: Part, entity: string, renaming: FieldRenaming): Part {
  const { map, expression } = renaming
  const field = (name: string) => map.field(entity, name)
  const names = named(field)
  const toEntity = named(map.entity)
  return changed(part, {
    name: toEntity,
    properties: keyed(field, (value, name) => renameField(value, { entity, field: name }, renaming)),
    fieldSources: keyed(field),
    fieldCode: keyed(field),
    ...{ titleField: names, customerField: names, required: names, listFields: names },
    sections: each((section) => changed(section, { fields: names })),
    uniqueTogether: each((group) => changed(group, { fields: names })),
    duplicates: each((rule) => changed(rule, { match: each((one) => changed(one, { field: names })) })),
    rollups: each((rollup) => changed(rollup, { groupBy: each(groupKeyName(names)), sums: names })),
    validations: each((rule) => changed(rule, { fields: names, condition: named((text) => expression(text, entity)) })),
    access: (access) => changed(access, { writableFields: names, maskedFields: names, revealableFields: names }),
    actions: each((action) => changed(action, { entity: toEntity })),
  })
}

/** A field's name, or a member that holds it. */
function groupKeyName(names: Change): Change {
  return (key) => (typeof key === 'string' ? names(key) : changed(key, { field: names }))
}

function renamePipeline(part: Part, pipeline: string, renaming: FieldRenaming): Part {
  const { map, model } = renaming
  const entity = String(partOf(part, 'entity') ?? partOf(partOf(model.pipelines, pipeline), 'entity'))
  const names = named((name) => map.field(entity, name))
  const stages = named((name) => map.stage(pipeline, name))
  const gate = (value: Part) => renameGate(value, entity, renaming)
  return changed(part, {
    entity: named(map.entity),
    ...{ amountField: names, closeDateField: names, cardFields: names },
    initialStage: stages,
    stages: each((stage) => changed(stage, { name: stages, transitions: stages, entry: gate, exit: gate })),
    reopening: (reopening) => changed(reopening, { to: stages }),
    transitionRules: each((rule) => changed(rule, { from: stages, to: stages })),
    lossReason: (reason) => changed(reason, { field: names, textField: names }),
  })
}

function renameGate(gate: Part, entity: string, { map, expression }: FieldRenaming): Part {
  const names = named((name) => map.field(entity, name))
  const text = named((written) => expression(written, entity))
  return changed(gate, {
    requiredFields: names,
    guards: each((guard) => changed(guard, { condition: text, fields: names })),
    creates: each((one) => {
      const created = String(partOf(one, 'entity'))
      const values = keyed(
        (name) => map.field(created, name),
        (value) => text(value),
      )
      return changed(one, { entity: named(map.entity), values })
    }),
  })
}

function renameView(part: Part, view: string, { map, model }: FieldRenaming): Part {
  const entity = String(partOf(part, 'entity') ?? partOf(partOf(model.views, view), 'entity'))
  const names = named((name) => map.field(entity, name))
  const pipelines = pipelinesOf(model, entity)
  const field = (name: string) => map.field(entity, name)
  const stage = (condition: StageCondition) => renameStages(condition, { map, pipelines })
  return changed(part, {
    entity: named(map.entity),
    fields: names,
    sort: each((key) => changed(key, { field: names })),
    where: (where) => renameFilter(where, { field, stage }),
  })
}

function pipelinesOf({ pipelines }: ModelDocument, entity: string): ModelPipeline[] {
  return Object.values(pipelines ?? {}).filter((one) => one?.entity === entity)
}

/** A condition on the stage, by other names: a stage that two pipelines call differently becomes both of them. */
export function renameStages(
  condition: StageCondition,
  { map, pipelines }: { map: NameMap; pipelines: readonly ModelPipeline[] },
): Part {
  const { op, value } = condition
  if (op !== 'eq' && op !== 'in' && op !== 'ne') return condition
  const having = (stage: string) =>
    pipelines.filter(({ stages }) => Array.isArray(stages) && stages.some((one) => one?.name === stage))
  const namesOf = (stage: string) => having(stage).map(({ name }) => map.stage(name, stage))
  const names = new Set(stagesOf(condition).flatMap((stage) => (having(stage).length === 0 ? [stage] : namesOf(stage))))
  const [only] = names
  if (names.size === 0) return condition
  if (names.size === 1 && !Array.isArray(value)) return { ...condition, value: only }
  const listed = { ...condition, op: 'in', value: [...names] }
  return op === 'ne' ? { not: listed } : listed
}
