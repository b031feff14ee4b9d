const MOST_CHARACTERS = 50

/** `/^[a-z][a-zA-Z0-9]{0,49}$/`: how fields are named in the API. */
export const FIELD_NAME_PATTERN = /^[a-z][a-zA-Z0-9]{0,49}$/

/** “Loyalty tier” → `loyaltyTier`, never one of `taken`. A label without Latin letters gives `field`, `field2`, … */
export function fieldNameFrom(label: string, taken: readonly string[]): string {
  const words = label
    .normalize('NFKD')
    .replace(/[\u0300-\u036f’']/g, '')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
  const camel = words
    .map((word, index) => (index === 0 ? firstWord(word) : word.charAt(0).toUpperCase() + word.slice(1).toLowerCase()))
    .join('')
  const name = (/^[a-z]/.test(camel) ? camel : camel ? `field${camel}` : 'field').slice(0, MOST_CHARACTERS)
  return untaken(name, taken)
}

function firstWord(word: string): string {
  return word === word.toUpperCase() ? word.toLowerCase() : word.charAt(0).toLowerCase() + word.slice(1)
}

function untaken(name: string, taken: readonly string[]): string {
  for (let number = 1; ; number++) {
    const candidate = number === 1 ? name : `${name.slice(0, MOST_CHARACTERS - 3)}${number}`
    if (!taken.includes(candidate)) return candidate
  }
}
