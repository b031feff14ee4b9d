import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { formatValue } from '@tenon/web-components/value/format-value'
import { translate } from '../locales/translate.ts'

export interface TitleContext {
  model: ModelView
  locale: Locale
}

/** The words by which a person knows a record: its title field's value. */
export function recordTitle(entity: string, record: TenonRecord, { model, locale }: TitleContext): string {
  const schema = model.entities[entity]
  const field = schema?.properties[schema.titleField]
  if (!schema || !field) return translate(locale, 'untitled')
  const context = { locale, model, labels: record.$labels }
  return (
    formatValue(record[schema.titleField] as JsonValue | undefined, field, context) || translate(locale, 'untitled')
  )
}
