import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'

const MASK = '•••'

/** Settings as the audit trail may show them. A field that the form does not know may have been a sensitive one. */
export function maskedSettings(form: FormSchema | undefined, values: JsonObject): JsonObject {
  const fields = form?.properties ?? {}
  const shown = (name: string) => Object.hasOwn(fields, name) && fields[name]?.sensitive !== true
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, shown(name) ? value : MASK]))
}
