import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { type Locale, type LocalizedText, textIn } from '@tenon/sdk/contract/locale'
import type { ModelEntity } from '@tenon/sdk/contract/model-document'
import { isDerivedType } from '@tenon/sdk/contract/value-field'
import '@tenon/web-components/record-form'
import { html } from 'lit'
import type { AppServices } from '../app/app-services.ts'
import type { FieldForm } from '../draft/field-form.ts'
import { icon } from '../icons/icon.ts'
import { translate } from '../locales/translate.ts'
import { previewClient } from './preview-client.ts'
import { previewModel } from './preview-model.ts'

export interface FieldPreview {
  app: AppServices
  entity: ModelEntity
  field: string | null
  schema: FieldSchema
  form: FieldForm
  locale: Locale
}

/** Nobody types it: what people see is a value, and before there is a record none. */
function renderDerivedPreview(label: LocalizedText, locale: Locale) {
  return html`<p class="label">${textIn(label, locale)}</p>
    <p class="help">${icon('square-function')} ${translate(locale, 'derivedPreview')}</p>`
}

/** The real form with the one field in it, as staff will meet it; and how programs will name it. */
export function renderFieldPreview({ app, entity, schema, form, locale }: FieldPreview) {
  const name = form.name || 'field'
  const { sections: _sections, required: _required, ...rest } = entity
  const label = schema.label.en ? schema.label : { en: translate(locale, 'newField') }
  const alone: ModelEntity = {
    ...rest,
    properties: { [name]: { ...schema, label } },
    required: form.required ? [name] : [],
  }
  const model = previewModel(app.model, alone)
  return html`<aside class="preview" aria-label=${translate(locale, 'preview')}>
    <h3>${icon('eye')} ${translate(locale, 'preview')}</h3>
    <div class="paper">
      ${
        isDerivedType(schema.fieldType)
          ? renderDerivedPreview(label, locale)
          : html`<tenon-record-form
        .client=${previewClient(app.client, translate(locale, 'previewSavesNothing'))}
        .model=${model}
        .entity=${entity.name}
        .locale=${locale}
      ></tenon-record-form>`
      }
    </div>
    <p class="code">${translate(locale, 'inTheApi')} <code>${entity.name}.${form.name || '…'}</code></p>
  </aside>`
}
