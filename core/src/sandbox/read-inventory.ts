import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import {
  ENTITY_HOOK_NAMES,
  type EntityHookName,
  HOOK_TOPICS,
  type HookInventory,
  type HookTopic,
  LIFECYCLE_HOOK_NAMES,
} from '@tenon/sdk/contract/plugin-manifest'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import { isObject, parse } from './read-output.ts'

const MAX_LENGTH = 100_000
const NAME = /^[a-z][A-Za-z0-9]{0,62}$/
const EVENT = /^[a-z][a-z0-9]*(-[a-z0-9]+)*\.[a-z][A-Za-z0-9]{0,62}$/
const ENTITY_HOOKS: ReadonlySet<string> = new Set(ENTITY_HOOK_NAMES)

/** Which hooks a script has, or in words what is wrong with them. */
export function readInventory(text: string): HookInventory | string {
  const value = parse(text, MAX_LENGTH)
  if (!isObject(value) || !isObject(value['entities'])) return 'it lists no hooks'
  const entities = readEntities(value['entities'])
  if (typeof entities === 'string') return entities
  const topics = HOOK_TOPICS.map((topic) => readNames(topic, value[topic]))
  const problem = topics.find((names) => typeof names === 'string')
  if (typeof problem === 'string') return problem
  const named = Object.fromEntries(HOOK_TOPICS.map((topic, index) => [topic, topics[index]]))
  return { entities, ...(named as Record<HookTopic, string[]>) }
}

/**
 * Members of a definition that nobody would ever ask for, in words; null where there are none. A script that is installed goes
 * on with them; one that is to be installed is meant to do something by them.
 */
export function strangerProblem(text: string): string | null {
  const value = parse(text, MAX_LENGTH)
  const [stranger] = isObject(value) && Array.isArray(value['strangers']) ? value['strangers'] : []
  if (typeof stranger !== 'string') return null
  const known = ['entities', ...HOOK_TOPICS]
  const near = nearestName(stranger, known)
  const hint = near === null ? `there are ${known.join(', ')}` : `did you mean '${near}'?`
  return `'${stranger}' is no member of a plugin's definition; ${hint}`
}

/** The inventory of a plugin without code. */
export function noHooks(): HookInventory {
  const topics = Object.fromEntries(HOOK_TOPICS.map((topic) => [topic, [] as string[]]))
  return { entities: {}, ...(topics as Record<HookTopic, string[]>) }
}

function readEntities(value: JsonObject): HookInventory['entities'] | string {
  const entities: HookInventory['entities'] = {}
  for (const [entity, hooks] of Object.entries(value)) {
    if (!NAME.test(entity)) return `'${entity}' is no name of an entity`
    if (!Array.isArray(hooks)) return `'${entity}' lists no hooks`
    const unknown = hooks.find((hook) => !isEntityHook(hook))
    if (unknown !== undefined) {
      return `'entities.${entity}.${String(unknown)}' is no hook; there are ${ENTITY_HOOK_NAMES.join(', ')}`
    }
    entities[entity] = hooks.filter(isEntityHook)
  }
  return entities
}

function readNames(topic: HookTopic, value: JsonValue | undefined): string[] | string {
  if (!Array.isArray(value)) return `it does not list its ${topic}`
  const names = value.filter((name) => typeof name === 'string')
  const bad = names.find((name) => !isNameOf(topic, name))
  if (bad === undefined) return names
  if (topic === 'lifecycle') return `'lifecycle.${bad}' is no hook; there are ${LIFECYCLE_HOOK_NAMES.join(', ')}`
  if (topic === 'events') return `'${bad}' is no name of an event; it is such as 'loyalty.tierChanged'`
  return topic === 'guards' ? `'${bad}' is no name of a guard` : `'${topic}.${bad}' is no name of a hook`
}

function isNameOf(topic: HookTopic, name: string): boolean {
  if (topic === 'lifecycle') return LIFECYCLE_HOOK_NAMES.some((known) => known === name)
  return topic === 'events' ? EVENT.test(name) : NAME.test(name)
}

function isEntityHook(value: JsonValue): value is EntityHookName {
  return typeof value === 'string' && ENTITY_HOOKS.has(value)
}
