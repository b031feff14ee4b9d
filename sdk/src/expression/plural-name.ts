/** The plural of a name in camelCase, as English makes most: `salesOrders`, `opportunities`, `boxes`. */
export function pluralName(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`
  return /(?:s|x|z|ch|sh)$/.test(name) ? `${name}es` : `${name}s`
}
