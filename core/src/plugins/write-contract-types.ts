import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import { FIELD_TYPES, type FieldType } from '@tenon/sdk/contract/field-type'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { FIELD_TYPE_TABLE } from '../model/field-types/field-type-table.ts'

interface Writing {
  /** TypeScript of a JSON Schema, as an interface of that name. */
  compileInterface: (schema: JsonObject, name: string) => Promise<string>
}

/** Types of the contracts that a plugin consumes: its fields by their names, each with all types that it may have here. */
export async function contractTypes(
  { consumes = {} }: PluginManifest,
  { compileInterface }: Writing,
): Promise<{ interfaces: string[]; members: string[] }> {
  const contracts = Object.entries(consumes)
  if (contracts.length === 0) return { interfaces: [], members: [] }
  const interfaces: string[] = []
  for (const [contract, { fields }] of contracts) {
    const properties = Object.entries(fields).map(([name, types]) => [name, valueSchema(types)])
    const required = Object.keys(fields)
    const schema = { type: 'object', properties: Object.fromEntries(properties), required, additionalProperties: false }
    const source = await compileInterface(schema, interfaceName(contract))
    interfaces.push(`/** A record of whichever entity fulfils \`${contract}\`, by the contract's names. */\n${source}`)
  }
  const lines = contracts.map(
    ([contract, { optional }]) => `  '${contract}'${optional === true ? '?' : ''}: ${interfaceName(contract)}`,
  )
  return { interfaces, members: ['interface PluginContracts {', ...lines, '}'] }
}

/** `order@1` → `Order1Contract`. */
function interfaceName(contract: string): string {
  return `${contract.charAt(0).toUpperCase()}${contract.slice(1).replace('@', '')}Contract`
}

function valueSchema(types: string[]): JsonObject {
  const known = FIELD_TYPES.filter((type) => types.includes(type))
  return { anyOf: [...known.map(schemaOf), { type: 'null' }] }
}

/** Whose options a choice has is its provider's business. */
function schemaOf(type: FieldType): JsonObject {
  if (type === 'choice') return { type: 'string' }
  if (type === 'multiChoice') return { type: 'array', items: { type: 'string' } }
  const field: FieldSchema = { fieldType: type, label: { en: type } }
  return FIELD_TYPE_TABLE[type].jsonSchema(field)
}
