import type { TenonClient } from '@tenon/sdk/client'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'

/** What a session needs of the element that shows it. */
export interface FormHost {
  readonly client: TenonClient | null
  readonly model: ModelView | null
  readonly entity: string
  readonly initialValues: JsonObject
  readonly language: Locale
  requestUpdate(): void
}
