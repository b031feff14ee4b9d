import type { JsonObject } from './json-value.ts'
import type { LocalizedText } from './locale.ts'

/** A condition that a form can judge by itself. */
export interface FormCondition {
  /** A checked expression, as `packExpression` gives it. */
  expression: JsonObject
  /** Fields of the record that it reads. */
  reads: string[]
}

/** What an entity asks of its records, as far as a form sees all that it is about; the server asks everything. */
export interface FormRules {
  validations: Array<{
    name: string
    message: LocalizedText
    /** Fields at which the message is shown. */
    fields: string[]
    condition: FormCondition
  }>
  /** Field → when it is shown, and when it must have a value. */
  fields: Record<string, { visibleWhen?: FormCondition; requiredWhen?: FormCondition }>
}
