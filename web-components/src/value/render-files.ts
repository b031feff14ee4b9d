import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { FileLinkInput } from '@tenon/sdk/contract/file-access'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { html, type TemplateResult } from 'lit'
import type { ValueContext } from './value-context.ts'

/** Files by their names, as a way to each where the context tells the place. What draws them comes with the first of them. */
export function renderFiles(value: JsonValue, { place, locale }: ValueContext, large: boolean): TemplateResult {
  void import('./file-list.ts')
  const files = value as unknown as StoredFile[]
  const linkTo = place ? (file: StoredFile): FileLinkInput => ({ ...place, file: file.id }) : null
  const names = files.map(({ name }) => name).join(', ')
  return html`<tenon-file-list .files=${files} .linkTo=${linkTo} .locale=${locale} ?large=${large}>${names}</tenon-file-list>`
}
