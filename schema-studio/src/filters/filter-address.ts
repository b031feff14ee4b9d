import { FILTER_LIMITS, FILTER_OPERATORS, type RecordFilter } from '@tenon/sdk/contract/query'

/** Longer ones do not fit into an address that every browser, proxy and server takes. */
const MOST_CHARACTERS = 12_000

/** A filter as it stands in an address, in signs that nothing has to escape; null for one that is too long for it. */
export function filterToAddress(filter: RecordFilter): string | null {
  const bytes = new TextEncoder().encode(JSON.stringify(filter))
  const text = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))
  const address = text.replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
  return address.length <= MOST_CHARACTERS ? address : null
}

/** The filter in an address, also one that somebody wrote there as JSON; null for what is none. */
export function filterFromAddress(text: string): RecordFilter | null {
  if (text.length > MOST_CHARACTERS) return null
  try {
    const parsed: unknown = JSON.parse(text.startsWith('{') ? text : decode(text))
    return isFilter(parsed) ? parsed : null
  } catch {
    return null
  }
}

function decode(text: string): string {
  const bytes = Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (sign) => sign.charCodeAt(0))
  return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
}

/** Whether something from outside has the shape of a filter; what its fields and values mean is for others to say. */
export function isFilter(value: unknown, depth = 1): value is RecordFilter {
  if (depth > FILTER_LIMITS.depth || !isObject(value)) return false
  const keys = Object.keys(value)
  const isPart = (part: unknown) => isFilter(part, depth + 1)
  if (keys.length === 1 && (keys[0] === 'and' || keys[0] === 'or')) {
    const parts = value[keys[0]]
    return Array.isArray(parts) && parts.length <= FILTER_LIMITS.conditions && parts.every(isPart)
  }
  if (keys.length === 1 && keys[0] === 'not') return isPart(value['not'])
  if (typeof value['children'] === 'string') return isOfChildren(value, isPart)
  const isKnown = keys.every((key) => key === 'field' || key === 'op' || key === 'value')
  return isKnown && isName(value['field']) && FILTER_OPERATORS.some((operator) => operator === value['op'])
}

function isOfChildren({ children, ...rest }: Record<string, unknown>, isPart: (part: unknown) => boolean): boolean {
  const { any, none, all, count, where, ...unknown } = rest
  if (!isName(children) || Object.keys(unknown).length > 0) return false
  const quantities = [any, none, all].filter((one) => one !== undefined)
  if (count === undefined) return where === undefined && quantities.length === 1 && isPart(quantities[0])
  const isCount = isObject(count) && typeof count['op'] === 'string' && Number.isInteger(count['value'])
  return quantities.length === 0 && isCount && (where === undefined || isPart(where))
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0 && value.length <= 600
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
