import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import { defaultExpressions } from '@tenon/sdk/expression/default-expressions'
import type { DerivationProblem } from '@tenon/sdk/expression/derivation'

interface DraftField {
  entity: string
  name: string
  schema: FieldSchema
}

/** What is wrong with the expression that a field of the draft starts with; the model need not have the field yet. */
export function defaultProblems(document: ModelDocument, { entity, name, schema }: DraftField): DerivationProblem[] {
  const known = document.entities[entity]
  if (known === undefined) return []
  const changed = { ...known, properties: { ...known.properties, [name]: schema } }
  const model = { ...document, entities: { ...document.entities, [entity]: changed } }
  return defaultExpressions(model, entity).problems.filter(({ field }) => field === name)
}
