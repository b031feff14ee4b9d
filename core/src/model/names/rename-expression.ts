import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { childCollection, qualifiedName } from '@tenon/sdk/expression/child-collections'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import type { ExpressionModel } from '@tenon/sdk/expression/expression-model'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { renameAllInExpression } from '@tenon/sdk/expression/rename-in-expression'
import { childrenNamed } from '@tenon/sdk/expression/used-places'
import type { NameMap } from './name-map.ts'

/** An expression over the records of `entity` with the fields' other names; one that does not fit the model stays as it is. */
export type RenameExpression = (text: string, entity: string) => string

export function makeRenameExpression(model: ModelDocument, map: Renames): RenameExpression {
  const nameOf = makeNameOf(model, map)
  return (text, entity) => {
    const renamed = renameAllInExpression(text, nameOf, environmentsOf(model)(entity))
    return renamed.ok ? renamed.text : text
  }
}

type Renames = Pick<NameMap, 'entity' | 'field' | 'collection'>

function makeNameOf(model: ModelDocument, map: Renames) {
  let renamed: ExpressionModel | null = null
  return (entity: string, name: string): string => {
    const children = childrenNamed(model, { entity, field: name })
    if (children === undefined) return map.field(entity, name)
    const given = map.collection?.(entity, name)
    if (given !== undefined) return given
    const there = { entity: map.entity(children.entity), reference: map.field(children.entity, children.reference) }
    if (name === qualifiedName(children)) return qualifiedName(there)
    renamed ??= withOtherNames(model, map)
    return childCollection(renamed, map.entity(entity), there)?.name ?? qualifiedName(there)
  }
}

/** The model by its other names, as far as what it calls collections goes. */
function withOtherNames({ entities }: ModelDocument, map: Renames): ExpressionModel {
  const renamed = Object.entries(entities).map(([entity, { properties }]) => {
    const fields = Object.entries(properties).map(([name, field]) => {
      const target = field.reference === undefined ? {} : { entity: map.entity(field.reference.entity) }
      return [map.field(entity, name), { ...field, reference: { ...field.reference, ...target } }]
    })
    return [map.entity(entity), { properties: Object.fromEntries(fields) }]
  })
  return { entities: Object.fromEntries(renamed), pipelines: {} }
}

type EnvironmentOf = (entity: string) => ExpressionEnvironment

/** A model in force is looked at by everybody, and derived from once. */
const known = new WeakMap<ModelDocument, EnvironmentOf>()

function environmentsOf(model: ModelDocument): EnvironmentOf {
  const environments = known.get(model) ?? makeEnvironments(model)
  known.set(model, environments)
  return environments
}

function makeEnvironments(model: ModelDocument): EnvironmentOf {
  const derived = deriveModel(model)
  const derivedType = (entity: string, field: string) =>
    derived.derivation({ entity, field })?.expression.type ?? TYPE.unknown
  // Whether an expression may ask for values of before is not judged here.
  return (entity: string) => ({ ...modelEnvironment(model, { entity, derivedType }), hasOld: true })
}
