import type { FieldSchema } from './entity-schema.ts'

/** An integer whose bounds lie in four digits counts years: it is written without a thousands separator. */
export function isYearField({ fieldType, minimum, maximum }: FieldSchema): boolean {
  return fieldType === 'integer' && minimum !== undefined && maximum !== undefined && minimum >= 1000 && maximum <= 9999
}
