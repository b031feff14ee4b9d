/** Keys whose order says something: fields are shown as they are declared. */
const ORDERED = new Set(['properties'])

/**
 * JSON text that is the same for the same content: keys by name, but fields in their order; two spaces, a line break at
 * the end.
 */
export function canonicalJson(value: unknown): string {
  return `${JSON.stringify(inOrder(value, false), null, 2)}\n`
}

function inOrder(value: unknown, keepsOrder: boolean): unknown {
  if (Array.isArray(value)) return value.map((item) => inOrder(item, false))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [key, inOrder(item, ORDERED.has(key))] as const)
  const sorted = keepsOrder ? entries : entries.sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(sorted)
}
