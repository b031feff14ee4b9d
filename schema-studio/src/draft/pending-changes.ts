import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { sameJson } from './merge-patch.ts'

export type PendingMark = 'added' | 'changed' | 'removed'

/** Fields in which the draft of an entity differs from the published one. */
export function pendingFields(
  published: ModelEntity | undefined,
  draft: ModelEntity | undefined,
): Map<string, PendingMark> {
  const marks = new Map<string, PendingMark>()
  const names = new Set([...Object.keys(published?.properties ?? {}), ...Object.keys(draft?.properties ?? {})])
  for (const name of names) {
    const before = published?.properties[name]
    const after = draft?.properties[name]
    if (!before) marks.set(name, 'added')
    else if (!after) marks.set(name, 'removed')
    else if (!sameField(before, after) || isRequired(published, name) !== isRequired(draft, name)) {
      marks.set(name, 'changed')
    }
  }
  return marks
}

/** How many fields and entities differ between the published model and the draft. */
export function countPending(published: Pick<ModelDocument, 'entities'>, draft: ModelDocument): number {
  const names = new Set([...Object.keys(published.entities), ...Object.keys(draft.entities)])
  let count = 0
  for (const name of names) {
    const before = published.entities[name]
    const after = draft.entities[name]
    count += pendingFields(before, after).size + (sameWords(before, after) ? 0 : 1)
  }
  return count
}

function sameWords(before: ModelEntity | undefined, after: ModelEntity | undefined): boolean {
  const words = (entity: ModelEntity | undefined) => [entity?.label, entity?.pluralLabel, entity?.icon]
  return sameJson(words(before), words(after))
}

/** The stable id is the store's affair: it comes with publishing and is no change that anybody made. */
function sameField({ id: _before, ...before }: FieldSchema, { id: _after, ...after }: FieldSchema): boolean {
  return sameJson(before, after)
}

function isRequired(entity: ModelEntity | undefined, name: string): boolean {
  return entity?.required?.includes(name) ?? false
}
