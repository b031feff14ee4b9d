import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { TestActor } from '@tenon/sdk/contract/test-tenant'
import type { CompiledModel } from '../model/compiled-model.ts'
import { sampleValue } from './sample-value.ts'

export interface SampleRecords {
  /** The entity's record as it was last, made when first asked for. */
  of(entity: string): Promise<TenonRecord>
  /** Notes what has become of it. */
  set(entity: string, record: TenonRecord): void
  /** Values for what a form, or an entity, requires, as far as there are any. */
  valuesFor(form: Pick<FormSchema, 'properties' | 'required'>): Promise<JsonObject>
}

/** One record per entity, with what it requires and whatever that refers to. `known` are there already. */
export function makeSampleRecords(
  actor: Pick<TestActor, 'id' | 'create'>,
  model: Pick<CompiledModel, 'entities'>,
  known: ReadonlyMap<string, TenonRecord>,
): SampleRecords {
  const records = new Map<string, TenonRecord>(known)
  /** Those that are being made: an entity that requires a record of its own has none. */
  const begun = new Set<string>()

  async function of(entity: string): Promise<TenonRecord> {
    const there = records.get(entity)
    if (there !== undefined) return there
    if (begun.has(entity)) throw new Error(`No record of '${entity}' could be made.`)
    begun.add(entity)
    const { properties = {}, required = [] } = model.entities.get(entity)?.schema ?? {}
    const record = await actor.create(
      entity,
      await valuesFor({ properties: properties as FormSchema['properties'], required }),
    )
    records.set(entity, record)
    return record
  }

  async function valueFor(schema: FieldSchema): Promise<JsonValue | undefined> {
    if (schema.fieldType === 'user') return actor.id
    if (schema.fieldType === 'reference' && schema.reference !== undefined)
      return (await of(schema.reference.entity)).id
    return sampleValue(schema)
  }

  async function valuesFor({
    properties,
    required = [],
  }: Pick<FormSchema, 'properties' | 'required'>): Promise<JsonObject> {
    const values: JsonObject = {}
    for (const name of required) {
      const schema = properties[name]
      const value = schema === undefined ? undefined : await valueFor(schema)
      if (value !== undefined) values[name] = value
    }
    return values
  }

  return { of, set: (entity, record) => void records.set(entity, record), valuesFor }
}
