import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { type FieldRename, renameInExpression } from '@tenon/sdk/expression/rename-in-expression'

/**
 * The edited document with the new names of renamed fields written into the expressions that use them. What a plugin
 * wrote means the names of the plugins; what the tenant wrote does so only where the old name is not another field's by now.
 */
export function followRenames(base: ModelDocument, document: ModelDocument): ModelDocument {
  const renames = findRenames(base, document)
  if (renames.length === 0) return document
  const environment = environmentBefore(document, renames)
  const entities = Object.entries(document.entities).map(([name, entity]) => {
    const properties = Object.entries(entity.properties).map(([field, schema]) => {
      const isAsDeclared = sameTexts(base.entities[name]?.properties[field], schema)
      const meant = renames.filter((rename) => isAsDeclared || !isTaken(document, rename))
      return [field, renamed(schema, { entity: name, renames: meant, environment })]
    })
    const validations = renamedRules(entity, { entity: name, renames, environment })
    return [name, { ...entity, properties: Object.fromEntries(properties), ...validations } as ModelEntity]
  })
  return { ...document, entities: Object.fromEntries(entities) }
}

function findRenames(base: ModelDocument, document: ModelDocument): FieldRename[] {
  return Object.entries(base.entities).flatMap(([entity, { properties }]) => {
    const now = new Map(
      Object.entries(document.entities[entity]?.properties ?? {}).map(([name, field]) => [field?.id, name]),
    )
    return Object.entries(properties).flatMap(([from, { id }]) => {
      const to = id === undefined ? undefined : now.get(id)
      return to === undefined || to === from ? [] : [{ entity, from, to }]
    })
  })
}

function isTaken({ entities }: ModelDocument, { entity, from }: FieldRename): boolean {
  return Object.hasOwn(entities[entity]?.properties ?? {}, from)
}

/** The model in which expressions from before the renames make sense: renamed fields under both names. */
function environmentBefore(document: ModelDocument, renames: readonly FieldRename[]) {
  const entities = { ...document.entities }
  for (const { entity, from, to } of renames) {
    const known = entities[entity]
    const field = known?.properties[to]
    if (known === undefined || field === undefined) continue
    entities[entity] = { ...known, properties: { ...known.properties, [from]: field } }
  }
  const before = { ...document, entities }
  const derived = deriveModel(before)
  const derivedType = (entity: string, field: string) =>
    derived.derivation({ entity, field })?.expression.type ?? TYPE.unknown
  return (entity: string) => modelEnvironment(before, { entity, derivedType })
}

function sameTexts(one: FieldSchema | undefined, other: FieldSchema): boolean {
  const texts = ({ formula, rollup, lookup, defaultExpression, visibleWhen, requiredWhen }: FieldSchema) =>
    JSON.stringify([formula, rollup, lookup, defaultExpression, visibleWhen, requiredWhen])
  return one !== undefined && texts(one) === texts(other)
}

interface Renaming {
  entity: string
  renames: readonly FieldRename[]
  environment: (entity: string) => ExpressionEnvironment
}

function renamed(field: FieldSchema, { entity, renames, environment }: Renaming): FieldSchema {
  if (field === null || typeof field !== 'object') return field
  const { formula, rollup, lookup, defaultExpression, visibleWhen, requiredWhen } = field
  const texts = [defaultExpression, visibleWhen, requiredWhen]
  if (!isDerivedType(field.fieldType) && texts.every((text) => text === undefined)) return field
  const write = (text: string, of: string) => written(text, of, { renames, environment })
  const nameOf = (name: string) =>
    renames.find(({ entity: of, from }) => of === rollup?.entity && from === name)?.to ?? name
  return {
    ...field,
    ...(typeof formula === 'string' && { formula: write(formula, entity) }),
    ...(typeof defaultExpression === 'string' && { defaultExpression: write(defaultExpression, entity) }),
    ...(typeof visibleWhen === 'string' && { visibleWhen: write(visibleWhen, entity) }),
    ...(typeof requiredWhen === 'string' && { requiredWhen: write(requiredWhen, entity) }),
    ...(typeof lookup === 'string' && { lookup: write(`record.${lookup}`, entity).slice('record.'.length) }),
    ...(rollup !== undefined && {
      rollup: {
        ...rollup,
        reference: nameOf(rollup.reference),
        ...(rollup.field !== undefined && { field: nameOf(rollup.field) }),
        ...(typeof rollup.filter === 'string' && { filter: write(rollup.filter, rollup.entity) }),
      },
    }),
  }
}

function renamedRules(
  { validations }: ModelEntity,
  { entity, ...renaming }: Renaming,
): Pick<ModelEntity, 'validations'> {
  if (validations === undefined) return {}
  const nameOf = (name: string) =>
    renaming.renames.find(({ entity: of, from }) => of === entity && from === name)?.to ?? name
  return {
    validations: validations.map((rule) => ({
      ...rule,
      condition: written(rule.condition, entity, renaming),
      ...(rule.fields !== undefined && { fields: rule.fields.map(nameOf) }),
    })),
  }
}

function written(text: string, entity: string, { renames, environment }: Omit<Renaming, 'entity'>): string {
  return renames.reduce((before, rename) => {
    const result = renameInExpression(before, rename, { ...environment(entity), hasOld: true })
    return result.ok ? result.text : before
  }, text)
}
