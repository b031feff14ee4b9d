import type { ModelDocument, ModelEntity } from '@tenon/sdk/contract/model-document'

/** The entity of the published model that one of the draft is, whatever it is called there: their fields have the same ids. */
export function publishedEntity(
  { entities }: Pick<ModelDocument, 'entities'>,
  draft: ModelEntity | undefined,
): ModelEntity | undefined {
  if (!draft) return undefined
  const ids = new Set(fieldIds(draft))
  const isSame = (one: ModelEntity | undefined) => one !== undefined && fieldIds(one).some((id) => ids.has(id))
  const sameName = entities[draft.name]
  if (isSame(sameName)) return sameName
  return Object.values(entities).find(isSame) ?? (sameName && fieldIds(sameName).length === 0 ? sameName : undefined)
}

function fieldIds({ properties }: ModelEntity): string[] {
  return Object.values(properties).flatMap(({ id }) => id ?? [])
}
