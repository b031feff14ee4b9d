import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { validateForm } from '../model/validate-form.ts'

/**
 * Given settings in the form in which they are kept: without defaults, so that a later version's default reaches
 * whoever has not set the field. Throws VALIDATION_FAILED.
 */
export function settingsToStore(
  form: FormSchema | undefined,
  given: JsonObject,
  options: { locale: Locale; pointer: string },
): JsonObject {
  const complete = validateForm(form ?? { properties: {} }, given, options)
  const set = Object.entries(complete).filter(([name]) => Object.hasOwn(given, name) && given[name] !== null)
  return Object.fromEntries(set)
}
