import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'
import { sameJson } from './merge-patch.ts'
import type { PendingMark } from './pending-mark.ts'
import { countPendingPipelines } from './pending-pipeline.ts'
import { publishedEntity } from './published-entity.ts'

/** Fields in which the draft of an entity differs from the published one, by the names that they have in the draft. */
export function pendingFields(
  published: ModelEntity | undefined,
  draft: ModelEntity | undefined,
): Map<string, PendingMark> {
  const marks = new Map<string, PendingMark>()
  const former = formerNames(published, draft)
  for (const [name, after] of Object.entries(draft?.properties ?? {})) {
    const old = former.get(name) ?? name
    const before = former.has(name) || !isTaken(former, name) ? published?.properties[old] : undefined
    if (!before) marks.set(name, 'added')
    else if (old !== name || !sameField(before, after) || isRequired(published, old) !== isRequired(draft, name)) {
      marks.set(name, 'changed')
    }
  }
  for (const name of Object.keys(published?.properties ?? {})) {
    if (!draft?.properties[name] && !isTaken(former, name)) marks.set(name, 'removed')
  }
  return marks
}

/** A field's name in the draft → its published one, of those that have another: a field is the same while its id is. */
function formerNames(published: ModelEntity | undefined, draft: ModelEntity | undefined): Map<string, string> {
  const byId = new Map(Object.entries(published?.properties ?? {}).map(([name, { id }]) => [id, name]))
  const pairs = Object.entries(draft?.properties ?? {}).flatMap(([name, { id }]): Array<[string, string]> => {
    const old = id === undefined ? undefined : byId.get(id)
    return old === undefined || old === name ? [] : [[name, old]]
  })
  return new Map(pairs)
}

/** Whether the published field of that name goes on under another one. */
function isTaken(former: ReadonlyMap<string, string>, name: string): boolean {
  return [...former.values()].includes(name)
}

/** How many fields, entities and parts of pipelines differ between the published model and the draft. */
export function countPending(published: Pick<ModelDocument, 'entities' | 'pipelines'>, draft: ModelDocument): number {
  const known = new Set<string>()
  let count = countPendingPipelines(published, draft)
  for (const after of Object.values(draft.entities)) {
    const before = publishedEntity(published, after)
    if (before) known.add(before.name)
    count += pendingFields(before, after).size + (sameWords(before, after) ? 0 : 1)
  }
  for (const before of Object.values(published.entities).filter(({ name }) => !known.has(name))) {
    count += pendingFields(before, undefined).size + 1
  }
  return count
}

function sameWords(before: ModelEntity | undefined, after: ModelEntity | undefined): boolean {
  const words = (entity: ModelEntity | undefined) => {
    const { name, label, pluralLabel, icon, uniqueTogether = [], duplicates = [], rollups = [] } = entity ?? {}
    return [name, label, pluralLabel, icon, uniqueTogether, duplicates, rollups]
  }
  return sameJson(words(before), words(after))
}

/** The stable id is the store's affair: it comes with publishing and is no change that anybody made. */
function sameField({ id: _before, ...before }: FieldSchema, { id: _after, ...after }: FieldSchema): boolean {
  return sameJson(before, after)
}

function isRequired(entity: ModelEntity | undefined, name: string): boolean {
  return entity?.required?.includes(name) ?? false
}
