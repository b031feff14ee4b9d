import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument } from '@tenon/sdk/contract/model-document'
import type { Derivation, DerivationProblem } from '@tenon/sdk/expression/derivation'
import { deriveModel } from '@tenon/sdk/expression/derive-model'

export interface DerivedDraft {
  /** Null where it cannot be worked out. */
  derivation: Derivation | null
  problems: readonly DerivationProblem[]
}

interface DraftField {
  entity: string
  name: string
  schema: FieldSchema
}

/** How a derived field of the draft would be worked out, or what is wrong with it; the model need not have it yet. */
export function deriveDraftField(document: ModelDocument, { entity, name, schema }: DraftField): DerivedDraft {
  const known = document.entities[entity]
  if (known === undefined) return { derivation: null, problems: [] }
  const changed = { ...known, properties: { ...known.properties, [name]: schema } }
  const derived = deriveModel({ ...document, entities: { ...document.entities, [entity]: changed } })
  const problems = derived.problems.filter((problem) => problem.entity === entity && problem.field === name)
  return { derivation: derived.derivation({ entity, field: name }), problems }
}
