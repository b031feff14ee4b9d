import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { ActionDeclaration, PluginManifest } from '@tenon/sdk/contract/plugin-manifest'
import { valueField } from '@tenon/sdk/contract/value-field'
import { FIELD_TYPE_TABLE } from '../model/field-types/field-type-table.ts'

export interface FormTypes {
  interfaces: string[]
  /** Lines of what is told to the module `@tenon/sdk/plugin`. */
  members: string[]
}

interface Writing {
  /** Names of types that the file has already. */
  taken: ReadonlySet<string>
  compileInterface: (schema: JsonObject, name: string) => Promise<string>
}

/** Types of what people fill in: the forms of a plugin's actions, and its settings. */
export async function formTypes(
  { actions = [], settings }: PluginManifest,
  { taken, compileInterface }: Writing,
): Promise<FormTypes> {
  const names = new Map(actions.map((action) => [action, freeName(`${upper(action.name)}Form`, taken)]))
  const interfaces: string[] = []
  for (const [action, name] of names) {
    const source = await compileInterface(formSchema(action.form ?? { properties: {} }), name)
    interfaces.push(
      `/** What is filled in for the action \`${action.name}\`: ${action.label.en}. */\n${asAlias(source)}`,
    )
  }
  const members = ['interface ActionTypes {', ...actions.map((action) => actionLine(action, names)), '}']
  if (settings === undefined) return { interfaces, members }
  const name = freeName('PluginSettingsForm', taken)
  interfaces.push(
    `/** What an admin has set for the plugin. */\n${await compileInterface(settingsSchema(settings), name)}`,
  )
  return { interfaces, members: [...members, `interface PluginSettings extends ${name} {}`] }
}

function actionLine(action: ActionDeclaration, names: ReadonlyMap<ActionDeclaration, string>): string {
  return `  ${action.name}: { values: ${upper(action.entity)}; form: ${names.get(action)} }`
}

/** Of an alias TypeScript knows that it has no other members: a form is then a JSON object to code that takes any. */
function asAlias(source: string): string {
  return source.replace(/^export interface (\w+) \{/, 'export type $1 = {')
}

/** An entity may be called like a form. */
function freeName(name: string, taken: ReadonlySet<string>): string {
  return taken.has(name) ? freeName(`${name}Values`, taken) : name
}

/** Fields that nobody has filled in are missing. */
function formSchema({ properties, required = [] }: FormSchema): JsonObject {
  const fields = Object.entries(properties).map(([name, field]) => {
    const schema = FIELD_TYPE_TABLE[valueField(field).fieldType].jsonSchema(field)
    return [name, { ...schema, description: field.label.en }]
  })
  return { type: 'object', properties: Object.fromEntries(fields), required, additionalProperties: false }
}

function upper(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** Settings are complete with defaults: what has one is always there. */
function settingsSchema({ properties, required = [] }: FormSchema): JsonObject {
  const withDefault = Object.keys(properties).filter((name) => properties[name]?.default !== undefined)
  return formSchema({ properties, required: [...new Set([...required, ...withDefault])] })
}
