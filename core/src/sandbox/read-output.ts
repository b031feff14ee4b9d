import type { ActionOutcome, HookAnswer, HookInput, HookOutput } from '@tenon/sdk/contract/hook-call'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { Problem } from '@tenon/sdk/contract/tenon-error'
import { MAX_BATCH_LENGTH } from './call-limits.ts'
import { printableText } from './printable-text.ts'

const MAX_DEPTH = 66

/**
 * The guest runtime has checked all this already; here it is checked again, because a child may be in a plugin's
 * hands altogether. Returns the output, or in words what is wrong with it.
 */
export function readOutput(
  text: string,
  { records, returns }: Pick<HookInput, 'records' | 'returns'>,
): HookOutput | string {
  const value = parse(text, MAX_BATCH_LENGTH + 1024)
  if (!isObject(value) || !Array.isArray(value['answers'])) return 'it is not a list of answers'
  const answers = value['answers'].map(readAnswer)
  if (!answers.every((answer) => answer !== null)) return 'an answer has the wrong shape'
  if (returns === 'result') return readResult(answers, value['result'])
  // A call without records may say one thing of itself: an action its outcome, any other that it refuses.
  const extra = (returns === 'outcomes' || returns === 'nothing') && records.length === 0 ? 1 : 0
  if (answers.length > records.length + extra || answers.length < records.length) {
    return `it has ${answers.length} answers for ${records.length} records`
  }
  return { answers }
}

function readResult(answers: HookAnswer[], result: JsonValue | undefined): HookOutput | string {
  const [refusal, ...more] = answers
  if (more.length > 0 || refusal?.kind === 'ok') return 'it answers for records, of which there are none'
  if (result === undefined) return { answers }
  return isShallow(result, 0) ? { answers, result } : 'its result has the wrong shape'
}

function readAnswer(value: JsonValue): HookAnswer | null {
  if (!isObject(value)) return null
  if (value['kind'] === 'ok') return readOk(value)
  return value['kind'] === 'reject' ? readRejection(value) : null
}

function readOk({ changes, value, outcome }: JsonObject): HookAnswer | null {
  if (changes !== undefined && (!isObject(changes) || !isShallow(changes, 0))) return null
  if (value !== undefined && !isShallow(value, 0)) return null
  const read = outcome === undefined ? undefined : readOutcome(outcome)
  if (read === null) return null
  return {
    kind: 'ok',
    ...(changes !== undefined && { changes }),
    ...(value !== undefined && { value }),
    ...(read !== undefined && { outcome: read }),
  }
}

function readOutcome(value: JsonValue): ActionOutcome | null {
  if (!isObject(value)) return null
  const { message, open } = value
  if (message !== undefined && typeof message !== 'string') return null
  const said = message === undefined ? {} : { message: printableText(message) }
  if (open === undefined) return said
  if (!isObject(open) || typeof open['entity'] !== 'string' || typeof open['id'] !== 'string') return null
  return { ...said, open: { entity: printableText(open['entity']), id: printableText(open['id']) } }
}

function readRejection({ message, problems, fields }: JsonObject): HookAnswer | null {
  if (typeof message !== 'string') return null
  const readProblems = readList(problems, readProblem)
  const readFields = readList(fields, (field) => (typeof field === 'string' ? printableText(field) : null))
  if (readProblems === null || readFields === null) return null
  return {
    kind: 'reject',
    message: printableText(message),
    ...(readProblems !== undefined && { problems: readProblems }),
    ...(readFields !== undefined && { fields: readFields }),
  }
}

function readProblem(value: JsonValue): Problem | null {
  if (!isObject(value)) return null
  const { pointer, message, rule } = value
  if (typeof pointer !== 'string' || typeof message !== 'string') return null
  if (pointer !== '' && !pointer.startsWith('/')) return null
  return {
    pointer: printableText(pointer),
    message: printableText(message),
    ...(typeof rule === 'string' && { rule: printableText(rule) }),
  }
}

/** Undefined stays undefined; null when it is no list or an item is not as it should be. */
function readList<T>(value: JsonValue | undefined, item: (value: JsonValue) => T | null): T[] | null | undefined {
  if (value === undefined) return undefined
  if (!Array.isArray(value) || value.length > 100) return null
  const items = value.map(item)
  return items.every((one) => one !== null) ? items : null
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

export function isObject(value: JsonValue | undefined): value is JsonObject {
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
