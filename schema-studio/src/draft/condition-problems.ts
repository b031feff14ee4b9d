import type { FieldSchema, ValidationRule } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'
import { entityRules } from '@tenon/sdk/expression/entity-rules'

interface DraftField {
  entity: string
  name: string
  schema: FieldSchema
}

/** What is wrong with the conditions of a field of the draft; the model need not have the field yet. */
export function fieldConditionProblems(document: ModelDocument, field: DraftField): DerivationProblem[] {
  const { entity, name, schema } = field
  const known = document.entities[entity]
  if (known === undefined) return []
  const properties = { ...known.properties, [name]: schema }
  return problemsOf(document, { ...known, properties, validations: [] }, `/properties/${name}`)
}

/** What is wrong with the conditions of rules, by the rules' positions: `/0/condition`. */
export function ruleProblems(
  document: ModelDocument,
  { entity, rules }: { entity: string; rules: readonly ValidationRule[] },
): DerivationProblem[] {
  const known = document.entities[entity]
  return known === undefined ? [] : problemsOf(document, { ...known, validations: [...rules] }, '/validations')
}

function problemsOf(
  document: ModelDocument,
  entity: ModelDocument['entities'][string],
  place: string,
): DerivationProblem[] {
  const model = { ...document, entities: { ...document.entities, [entity.name]: entity } }
  return entityRules(model, entity.name)
    .problems.filter(({ pointer }) => pointer.startsWith(`${place}/`))
    .map((problem) => ({ ...problem, pointer: problem.pointer.slice(place.length), entity: entity.name, field: '' }))
}
