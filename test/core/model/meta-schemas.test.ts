import { DERIVED_TYPES, FIELD_TYPES, HUES } from '@tenon/sdk/contract/field-type'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import entitySchema from '@tenon/sdk/contract/schemas/entity.schema.json' with { type: 'json' }
import extensionSchema from '@tenon/sdk/contract/schemas/extension.schema.json' with { type: 'json' }
import metricSchema from '@tenon/sdk/contract/schemas/metric.schema.json' with { type: 'json' }
import pipelineSchema from '@tenon/sdk/contract/schemas/pipeline.schema.json' with { type: 'json' }
import pluginSchema from '@tenon/sdk/contract/schemas/plugin.schema.json' with { type: 'json' }
import viewSchema from '@tenon/sdk/contract/schemas/view.schema.json' with { type: 'json' }
import { Ajv2020 } from 'ajv/dist/2020.js'
import { describe, expect, test } from 'vitest'
import { checkAgainstMetaSchema } from '../../../core/src/model/check/check-against-meta-schema.ts'
import { FIELD_TYPE_TABLE } from '../../../core/src/model/field-types/field-type-table.ts'

const SCHEMAS: Record<string, JsonObject> = {
  entity: entitySchema as JsonObject,
  extension: extensionSchema as JsonObject,
  pipeline: pipelineSchema as JsonObject,
  plugin: pluginSchema as JsonObject,
  view: viewSchema as JsonObject,
  metric: metricSchema as JsonObject,
}

/** Every schema object in a schema that lists properties, with the pointer to it. */
function objectSchemas(schema: JsonObject, pointer = ''): Array<[string, JsonObject]> {
  const own: Array<[string, JsonObject]> = schema['type'] === 'object' ? [[pointer, schema]] : []
  return own.concat(
    Object.entries(schema).flatMap(([key, part]) =>
      typeof part === 'object' && part !== null ? objectSchemas(part as JsonObject, `${pointer}/${key}`) : [],
    ),
  )
}

describe.each(Object.entries(SCHEMAS))('the meta-schema of a %s', (name, schema) => {
  test('is valid JSON Schema 2020-12, under its published id', () => {
    const ajv = new Ajv2020({ strict: true, schemas: Object.values(SCHEMAS) })
    expect(ajv.validateSchema(schema)).toBe(true)
    expect(ajv.getSchema(`https://tenon.dev/schemas/${name}.schema.json`)).toBeTypeOf('function')
  })

  test('refuses unknown keywords wherever an object is described', () => {
    const open = objectSchemas(schema).filter(([, part]) => !('additionalProperties' in part))
    expect(open.map(([pointer]) => pointer)).toEqual([])
  })

  test('describes every keyword for completion in editors', () => {
    const silent = objectSchemas(schema).flatMap(([pointer, part]) =>
      Object.entries((part['properties'] ?? {}) as Record<string, JsonObject>)
        .filter(([, property]) => property['description'] === undefined)
        .map(([key]) => `${pointer}/properties/${key}`),
    )
    expect(silent).toEqual([])
  })
})

test('field types, hues and keywords are those of the contract', () => {
  const field = entitySchema.$defs.field.properties
  expect(field.fieldType.enum).toEqual([...FIELD_TYPES, ...DERIVED_TYPES])
  expect(entitySchema.$defs.hue.enum).toEqual([...HUES])
  const used = new Set(Object.values(FIELD_TYPE_TABLE).flatMap((type) => type.keywords))
  expect([...used].filter((keyword) => !(keyword in field))).toEqual([])
})

test('a name that breaks a rule is told of once, at its own place', () => {
  const manifest = { id: 'lone', version: '1.0.0', host: '*', label: { en: 'Lone' }, provides: { order: {} } }
  const problems = checkAgainstMetaSchema('plugin', manifest).filter(({ pointer }) => pointer.startsWith('/provides'))
  expect(problems.map(({ pointer, rule }) => [pointer, rule]).sort()).toEqual([
    ['/provides/order', 'pattern'],
    ['/provides/order', 'required'],
    ['/provides/order', 'required'],
  ])
  expect(problems.find(({ rule }) => rule === 'pattern')?.problem.en).toMatch(/^'order' does not have the form/)
})
