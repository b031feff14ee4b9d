import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { Locale } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { validateForm } from '../model/validate-form.ts'

/** What stored settings come to under the form of the plugin's present version. */
export interface EffectiveSettings {
  /** As the plugin's code reads them: each what was set, where the form takes it, or its default. */
  values: JsonObject
  /** Those of them that were set. */
  given: JsonObject
  /** Values that the form does not take, and required ones that are missing; pointers begin at the values. */
  problems: Problem[]
  /** Values of fields that this version's form does not have: kept for one that has them. */
  leftovers: JsonObject
}

/** Never throws: settings that an upgrade has made wrong must not keep the plugin from working. */
export function effectiveSettings(form: FormSchema | undefined, stored: JsonObject, locale: Locale): EffectiveSettings {
  const properties = form?.properties ?? {}
  const found: EffectiveSettings = { values: {}, given: {}, problems: [], leftovers: {} }
  for (const [name, field] of Object.entries(properties)) {
    const single = { properties: { [name]: field }, required: (form?.required ?? []).filter((one) => one === name) }
    const given = Object.hasOwn(stored, name) ? { [name]: stored[name] ?? null } : {}
    try {
      const taken = validateForm(single, given, { locale, pointer: '' })
      Object.assign(found.values, taken)
      if (Object.hasOwn(stored, name)) Object.assign(found.given, taken)
    } catch (error) {
      if (!(error instanceof TenonError)) throw error
      found.problems.push(...error.problems)
      Object.assign(found.values, defaultOf(name, field, locale))
    }
  }
  for (const [name, value] of Object.entries(stored)) {
    if (!Object.hasOwn(properties, name)) found.leftovers[name] = value
  }
  return found
}

function defaultOf(name: string, field: FieldSchema, locale: Locale): JsonObject {
  return field.default === undefined ? {} : validateForm({ properties: { [name]: field } }, {}, { locale, pointer: '' })
}
