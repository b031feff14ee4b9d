import type { DuplicateRule, UniqueGroup } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import { defaultExpressions } from '@tenon/sdk/expression/default-expressions'
import type { Derivation } from '@tenon/sdk/expression/derivation'
import { type DerivedModel, deriveModel } from '@tenon/sdk/expression/derive-model'
import { type ExpressionType, TYPE } from '@tenon/sdk/expression/expression-type'
import { stageExpressions } from '@tenon/sdk/expression/stage-expressions'
import { canBeFolded } from './can-be-folded.ts'
import { compileField } from './compile-field.ts'
import { compileRollup } from './compile-rollup.ts'
import { compileRules } from './compile-rules.ts'
import type {
  CompiledDuplicateRule,
  CompiledEntity,
  CompiledField,
  CompiledModel,
  CompiledPipeline,
  CompiledUniqueGroup,
  ComputedField,
  DerivedField,
} from './compiled-model.ts'
import { deepFreeze } from './deep-freeze.ts'
import { searchIndexed } from './search-index.ts'
import { snakeCase } from './sql-names.ts'

type ReferencedBy = CompiledEntity['referencedBy'][number]

/** Makes a checked document (see `mergeModel`) ready for work. It and all that is in it are frozen. */
export function compileModel(document: ModelDocument, version: number): CompiledModel {
  deepFreeze(document)
  const derived = deriveModel(document)
  const pipelines = new Map(
    Object.keys(document.pipelines).map((name) => [name, compilePipeline(document, name, derived)]),
  )
  const referencesTo = findReferences(document)
  const entities = new Map(
    Object.keys(document.entities).map((name) => [
      name,
      compileEntity(document, name, {
        pipelines: [...pipelines.values()].filter((pipeline) => pipeline.entity === name),
        referencedBy: referencesTo.get(name) ?? [],
        derived,
      }),
    ]),
  )
  const views = new Map(Object.entries(document.views ?? {}))
  return Object.freeze({ version, document, entities, pipelines, views, former: [] })
}

function compileEntity(
  document: ModelDocument,
  name: string,
  { derived, ...links }: Pick<CompiledEntity, 'pipelines' | 'referencedBy'> & { derived: DerivedModel },
): CompiledEntity {
  const schema = document.entities[name] ?? missing(`Entity '${name}'`)
  const fields = new Map(
    Object.keys(schema.properties).map((field) => [
      field,
      compileField(schema, field, derivationOf(derived, schema, field)),
    ]),
  )
  return Object.freeze({
    name,
    table: snakeCase(name),
    schema,
    source: schema.source,
    fields,
    titleField: fields.get(schema.titleField) ?? missing(`Title field '${schema.titleField}' of entity '${name}'`),
    requiredFields: Object.freeze([...fields.values()].filter(({ required, type }) => required && type !== 'sequence')),
    startedFields: Object.freeze(
      [...fields.values()].filter(({ schema: { default: value, defaultTo } }) => (value ?? defaultTo) !== undefined),
    ),
    defaultExpressions: Object.freeze(defaultExpressions(document, name).ordered),
    rules: compileRules(document, name, derived),
    searchFields: Object.freeze(
      [...fields.values()].filter((field: CompiledField) => field.schema.searchable === true),
    ),
    searchIndexed: Object.freeze([...fields.values()].flatMap(searchIndexed)),
    uniqueGroups: Object.freeze((schema.uniqueTogether ?? []).map((group) => compileGroup(group, fields))),
    duplicates: Object.freeze((schema.duplicates ?? []).map((rule) => compileDuplicateRule(rule, fields))),
    rollups: Object.freeze((schema.rollups ?? []).map((rollup) => compileRollup(rollup, fields))),
    derivedFields: Object.freeze([...fields.values()].filter(isDerived)),
    computedFields: Object.freeze([...fields.values()].filter(isComputed)),
    pipelines: Object.freeze(links.pipelines),
    referencedBy: Object.freeze(links.referencedBy),
  })
}

function compileGroup(group: UniqueGroup, fields: ReadonlyMap<string, CompiledField>): CompiledUniqueGroup {
  const members = group.fields.map((name) => fields.get(name) ?? missing(`Field '${name}' of what is unique together`))
  const folded = group.caseFolded === true ? members.filter(({ schema }) => canBeFolded(schema)) : []
  return Object.freeze({ fields: Object.freeze(members), folded: Object.freeze(folded), message: group.message })
}

function compileDuplicateRule(rule: DuplicateRule, fields: ReadonlyMap<string, CompiledField>): CompiledDuplicateRule {
  const match = rule.match.map(({ field, by }) => ({
    field: fields.get(field) ?? missing(`Field '${field}' of what duplicates are found by`),
    by,
  }))
  return Object.freeze({ rule, match: Object.freeze(match) })
}

function derivationOf(derived: DerivedModel, { name, properties }: ModelEntity, field: string): Derivation | null {
  const type = properties[field]?.fieldType
  if (type === undefined || !isDerivedType(type)) return null
  return derived.derivation({ entity: name, field }) ?? missing(`How '${name}.${field}' is worked out`)
}

function isDerived(field: CompiledField): field is DerivedField {
  return field.derivation !== null
}

function isComputed(field: CompiledField): field is ComputedField {
  return field.computed !== null
}

function compilePipeline(document: ModelDocument, name: string, derived: DerivedModel): CompiledPipeline {
  const schema = document.pipelines[name] ?? missing(`Pipeline '${name}'`)
  const stages = new Map(schema.stages.map((stage) => [stage.name, stage]))
  return Object.freeze({
    name,
    entity: schema.entity,
    source: schema.source,
    schema,
    stages,
    expressions: stageExpressions(document, schema, resultsOf(derived)).expressions,
    initialStage: schema.initialStage ?? schema.stages[0]?.name ?? missing(`First stage of pipeline '${name}'`),
  })
}

function resultsOf(derived: DerivedModel): (entity: string, field: string) => ExpressionType {
  return (entity, field) => derived.derivation({ entity, field })?.expression.type ?? TYPE.unknown
}

/** Entity → the reference fields that point at it. */
function findReferences(document: ModelDocument): Map<string, ReferencedBy[]> {
  const found = new Map<string, ReferencedBy[]>()
  for (const [entity, { properties }] of Object.entries(document.entities)) {
    for (const [field, { reference, targets }] of Object.entries(properties)) {
      const { onDelete = 'restrict' } = reference ?? targets ?? {}
      const link = Object.freeze({ entity, field, onDelete })
      const named = reference === undefined ? (targets?.entities ?? []) : [reference.entity]
      for (const target of named) found.set(target, [...(found.get(target) ?? []), link])
    }
  }
  return found
}

function missing(what: string): never {
  throw new TenonError({
    code: 'INTERNAL',
    message: `${what} is missing from a model document that was taken as checked.`,
  })
}
