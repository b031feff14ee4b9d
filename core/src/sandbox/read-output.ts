import type { HookAnswer, HookOutput } from '@tenon/sdk/contract/hook-call'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { ENTITY_HOOK_NAMES, type EntityHookName, type HookInventory } from '@tenon/sdk/contract/plugin-manifest'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { MAX_BATCH_LENGTH } from './call-limits.ts'

const MAX_DEPTH = 66
const ENTITY_HOOKS: ReadonlySet<string> = new Set(ENTITY_HOOK_NAMES)
const NAME = /^[a-z][A-Za-z0-9]{0,62}$/

/**
 * The guest runtime has checked all this already; here it is checked again, because a child may be in a plugin's
 * hands altogether. Returns the output, or in words what is wrong with it.
 */
export function readOutput(text: string, count: number): HookOutput | string {
  const value = parse(text, MAX_BATCH_LENGTH + 1024)
  if (!isObject(value) || !Array.isArray(value['answers'])) return 'it is not a list of answers'
  const answers = value['answers']
  if (answers.length !== count) return `it has ${answers.length} answers for ${count} records`
  const read = answers.map(readAnswer)
  return read.every((answer) => answer !== null) ? { answers: read } : 'an answer has the wrong shape'
}

function readAnswer(value: JsonValue): HookAnswer | null {
  if (!isObject(value)) return null
  const { kind, changes, message, problems, fields } = value
  if (kind === 'ok') {
    if (changes === undefined) return { kind }
    return isObject(changes) && isShallow(changes, 0) ? { kind, changes } : null
  }
  if (kind !== 'reject' || typeof message !== 'string') return null
  const readProblems = readList(problems, readProblem)
  const readFields = readList(fields, (field) => (typeof field === 'string' ? field : null))
  if (readProblems === null || readFields === null) return null
  return {
    kind,
    message,
    ...(readProblems !== undefined && { problems: readProblems }),
    ...(readFields !== undefined && { fields: readFields }),
  }
}

function readProblem(value: JsonValue): Problem | null {
  if (!isObject(value)) return null
  const { pointer, message, rule } = value
  if (typeof pointer !== 'string' || typeof message !== 'string') return null
  if (pointer !== '' && !pointer.startsWith('/')) return null
  return { pointer, message, ...(typeof rule === 'string' && { rule }) }
}

/** Undefined stays undefined; null when it is no list or an item is not as it should be. */
function readList<T>(value: JsonValue | undefined, item: (value: JsonValue) => T | null): T[] | null | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length > 100) return null
  const items = value.map(item)
  return items.every((one) => one !== null) ? items : null
}

/** Which hooks a script has, or in words what is wrong with them. */
export function readInventory(text: string): HookInventory | string {
  const value = parse(text, 100_000)
  if (!isObject(value) || !isObject(value['entities']) || !Array.isArray(value['guards'])) return 'it lists no hooks'
  const entities: Record<string, EntityHookName[]> = {}
  for (const [entity, hooks] of Object.entries(value['entities'])) {
    if (!NAME.test(entity)) return `'${entity}' is no name of an entity`
    if (!Array.isArray(hooks)) return `'${entity}' lists no hooks`
    const unknown = hooks.find((hook) => !isEntityHook(hook))
    if (unknown !== undefined) {
      return `'entities.${entity}.${String(unknown)}' is no hook; there are ${ENTITY_HOOK_NAMES.join(', ')}`
    }
    entities[entity] = hooks.filter(isEntityHook)
  }
  const guards = value['guards'].filter((guard) => typeof guard === 'string')
  const bad = guards.find((guard) => !NAME.test(guard))
  return bad === undefined ? { entities, guards } : `'${bad}' is no name of a guard`
}

function isEntityHook(value: JsonValue): value is EntityHookName {
  return typeof value === 'string' && ENTITY_HOOKS.has(value)
}

/** Undefined for what is too long or no JSON. */
export function parse(text: string, maxLength: number): JsonValue | undefined {
  if (text.length > maxLength) return undefined
  try {
    const value: JsonValue = JSON.parse(text)
    return value
  } catch {
    return undefined
  }
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Bounds the depth of what later code walks recursively, and keeps names out that mean something to JavaScript. */
function isShallow(value: JsonValue, depth: number): boolean {
  if (typeof value !== 'object' || value === null) return true
  if (depth > MAX_DEPTH) return false
  if (Array.isArray(value)) return value.every((item) => isShallow(item, depth + 1))
  return Object.entries(value).every(
    ([key, member]) => key !== '__proto__' && key !== 'constructor' && isShallow(member, depth + 1),
  )
}
