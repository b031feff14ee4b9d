import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { deriveModel } from '@tenon/sdk/expression/derive-model'
import type { ExpressionEnvironment } from '@tenon/sdk/expression/expression-environment'
import { TYPE } from '@tenon/sdk/expression/expression-type'
import { modelEnvironment } from '@tenon/sdk/expression/model-environment'
import { renameAllInExpression } from '@tenon/sdk/expression/rename-in-expression'
import type { NameMap } from './name-map.ts'

/** An expression over the records of `entity` with the fields' other names; one that does not fit the model stays as it is. */
export type RenameExpression = (text: string, entity: string) => string

export function makeRenameExpression(model: ModelDocument, map: Pick<NameMap, 'field'>): RenameExpression {
  return (text, entity) => {
    const renamed = renameAllInExpression(text, map.field, environmentsOf(model)(entity))
    return renamed.ok ? renamed.text : text
  }
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
  return (entity: string) => modelEnvironment(model, { entity, derivedType })
}
