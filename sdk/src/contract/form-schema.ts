import type { FieldSchema } from './entity-schema.ts'

/** A form that is no entity's: fields like those of an entity, of any type that a person can fill in. */
export interface FormSchema {
  properties: Record<string, FieldSchema>
  required?: string[]
}
