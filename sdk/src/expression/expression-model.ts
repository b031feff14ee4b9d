import type { FieldSchema, ValidationRule } from '../contract/entity-schema.ts'
import type { LocalizedText } from '../contract/locale.ts'

/** What expressions need of a model: a `ModelDocument` and a `ModelView` both have it. */
export interface ExpressionModel {
  readonly entities: Readonly<Record<string, ExpressionEntity>>
  readonly pipelines: Readonly<Record<string, ExpressionPipeline>>
}

export interface ExpressionEntity {
  readonly properties: Readonly<Record<string, FieldSchema>>
  readonly validations?: readonly ValidationRule[]
}

export interface ExpressionPipeline {
  readonly name: string
  readonly entity: string
  readonly label: LocalizedText
  readonly stages: ReadonlyArray<{ readonly name: string; readonly label: LocalizedText }>
}

/** The entity's own property of that name: names come from authors, and objects answer for `constructor`, too. */
export function fieldIn(model: ExpressionModel, entity: string, field: string): FieldSchema | undefined {
  const properties = entityIn(model, entity)?.properties ?? {}
  return Object.hasOwn(properties, field) ? properties[field] : undefined
}

export function entityIn({ entities }: ExpressionModel, name: string): ExpressionEntity | undefined {
  return Object.hasOwn(entities, name) ? entities[name] : undefined
}
