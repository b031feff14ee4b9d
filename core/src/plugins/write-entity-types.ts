import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { compile } from 'json-schema-to-typescript'
import { hasCommonTags } from '../model/common-tags.ts'
import type { CompiledEntity, CompiledModel } from '../model/compiled-model.ts'
import { computedTypes } from './write-computed-types.ts'
import { contractTypes } from './write-contract-types.ts'
import { formTypes } from './write-form-types.ts'

const HEAD = `// Written by 'tenon plugin types' and 'tenon plugin dev' from the plugin's entities, those that it needs, and the forms
// of its plugin.json. What is changed here is lost: change those instead.
import type { HookRecord } from '@tenon/sdk/plugin'
`

const STYLE = { semi: false, singleQuote: true, printWidth: 120 }

type Schema = Parameters<typeof compile>[0]

/** TypeScript for a plugin's hooks: one interface per entity, contract and form, and what `definePlugin` is checked by. */
export async function writeEntityTypes(model: CompiledModel, manifest: PluginManifest): Promise<string> {
  const entities = [...model.entities.values()].sort((one, other) => (one.name < other.name ? -1 : 1))
  const interfaces: string[] = []
  for (const entity of entities) {
    const name = typeName(entity.name)
    const source = withReadonly(await compileInterface(valuesSchema(entity), name), entity)
    interfaces.push(`/** Values of a record of \`${entity.name}\`: ${entity.schema.label.en}. */\n${source}`)
    interfaces.push(`export type ${name}Record = HookRecord<${name}>`)
  }
  const contracts = await contractTypes(manifest, { compileInterface })
  const forms = await formTypes(manifest, {
    taken: new Set(entities.map(({ name }) => typeName(name))),
    compileInterface,
  })
  interfaces.push(...contracts.interfaces, ...forms.interfaces)
  const members = [...computedTypes(manifest, entities, typeName), ...contracts.members, ...forms.members]
  return `${HEAD}\n${interfaces.join('\n\n')}\n\n${augmentation(model, entities, members)}`
}

async function compileInterface(schema: JsonObject, name: string): Promise<string> {
  return (await compile(schema as Schema, name, { bannerComment: '', style: STYLE })).trim()
}

/** Nobody sets a computed or derived field; JSON Schema's \`readOnly\` is no word of the compiler's. */
function withReadonly(source: string, { computedFields, derivedFields }: CompiledEntity): string {
  return [...computedFields, ...derivedFields].reduce(
    (text, { name }) => text.replace(new RegExp(`^( {2})(?=${name}\\??:)`, 'm'), '$1readonly '),
    source,
  )
}

function augmentation({ pipelines }: CompiledModel, entities: CompiledEntity[], members: string[]): string {
  const guards = new Map<string, string>()
  for (const { schema, entity } of pipelines.values()) {
    for (const { entry, exit } of schema.stages) {
      for (const { name, condition } of [...(entry?.guards ?? []), ...(exit?.guards ?? [])]) {
        if (condition === undefined) guards.set(name, typeName(entity))
      }
    }
  }
  const lines = [
    `declare module '@tenon/sdk/plugin' {`,
    '  interface EntityTypes {',
    ...entities.map(({ name }) => `    ${name}: ${typeName(name)}`),
    '  }',
    '  interface GuardTypes {',
    ...[...guards].map(([guard, type]) => `    ${guard}: ${type}`),
    '  }',
    ...members.map((line) => `  ${line}`),
    '}',
  ]
  return `${lines.join('\n')}\n`
}

/** What a hook is given: required fields have a value, others may be null or missing. */
function valuesSchema(entity: CompiledEntity): JsonObject {
  const properties = [...entity.fields.values()].map((field) => {
    const schema = field.jsonSchema()
    const description = field.schema.label.en
    const optional = { anyOf: [schema, { type: 'null' }], description }
    return [field.name, field.required ? { ...schema, description } : optional]
  })
  const required = [...entity.fields.values()].filter((field) => field.required).map(({ name }) => name)
  return {
    type: 'object',
    properties: { ...Object.fromEntries(properties), ...commonValues(entity) },
    required,
    additionalProperties: false,
  }
}

/** What may be set besides the declared fields. */
function commonValues(entity: CompiledEntity): JsonObject {
  const { pipelines } = entity
  const text = { type: ['string', 'null'] }
  const tags = {
    type: ['array', 'null'],
    items: { type: 'string' },
    description: 'Ids of tags, where the write names them',
  }
  const common = { ownerId: text, ...(hasCommonTags(entity) && { tags }) }
  if (pipelines.length === 0) return common
  const stages = [...new Set(pipelines.flatMap((pipeline) => [...pipeline.stages.keys()]))]
  return {
    ...common,
    pipeline: { enum: [...pipelines.map(({ name }) => name), null] },
    stage: { enum: [...stages, null] },
  }
}

function typeName(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}
