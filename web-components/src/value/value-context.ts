import type { Locale } from '@tenon/sdk/contract/locale'
import type { ModelView } from '@tenon/sdk/contract/model-document'

/** What is needed to put a value into words. */
export interface ValueContext {
  locale: Locale
  model: ModelView
  /** `$labels` of the record: id → title of what its references and users name. */
  labels?: Record<string, string> | undefined
  /** Where the value stands, by which files are got at. */
  place?: { entity: string; id: string; field: string } | undefined
}
