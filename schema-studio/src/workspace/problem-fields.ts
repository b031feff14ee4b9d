import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import type { TenonError } from '@tenon/sdk/contract/tenon-error'

/** The fields that an error's problems point at, once each, as far as the person may see them. */
export function problemFields(
  error: TenonError,
  entity: ModelEntity | undefined,
): Array<{ name: string; label: LocalizedText }> {
  const names = new Set(error.problems.map(({ pointer }) => pointer.split('/')[1] ?? ''))
  return [...names].flatMap((name) => {
    const field = entity?.properties[name]
    return field ? [{ name, label: field.label }] : []
  })
}
