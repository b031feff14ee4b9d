import type { TenonClient } from '@tenon/sdk/client'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'
import type { TenonRecord } from '@tenon/sdk/contract/record'

/** What a session needs of the element that shows it. */
export interface FormHost {
  readonly client: TenonClient | null
  readonly model: ModelView | null
  readonly entity: string
  readonly initialValues: JsonObject
  /** Asked with what would be sent; nothing is sent where it gives false. */
  readonly beforeSave: ((values: JsonObject, record: TenonRecord | null) => Promise<boolean>) | null
  readonly language: Locale
  requestUpdate(): void
}
