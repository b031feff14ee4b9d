import type { EmbedExposure } from '@tenon/sdk/contract/entity-schema'
import { nothing } from 'lit'
import type { MessageKey } from '../locales/catalog.ts'
import { translate } from '../locales/translate.ts'
import type { FieldView } from './field-view.ts'
import { renderSelect } from './render-select.ts'

const EXPOSURES: Array<[value: EmbedExposure, message: MessageKey]> = [
  ['never', 'embedNever'],
  ['portal', 'embedPortal'],
  ['public', 'embedPublic'],
]

/** To whom a widget on a website may show the field; a sensitive one, to nobody. */
export function renderEmbed(view: FieldView) {
  if (view.form.sensitive) return nothing
  return renderSelect(view, {
    name: 'embed',
    label: translate(view.locale, 'embed'),
    help: translate(view.locale, 'embedHelp'),
    options: EXPOSURES.map(([value, message]) => ({ value, label: translate(view.locale, message) })),
  })
}
