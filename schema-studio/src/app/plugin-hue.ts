import { HUES, type Hue } from '@tenon/sdk/contract/field-type'

const COLOURED = HUES.filter((hue) => hue !== 'gray')

/** The accent of a plugin: always the same one for the same id. What tenants add themselves is grey. */
export function pluginHue(source: string): Hue {
  if (source === 'tenant') return 'gray'
  let sum = 0
  for (const character of source) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 9973
  return COLOURED[sum % COLOURED.length] ?? 'gray'
}
