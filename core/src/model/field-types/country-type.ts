import { COUNTRY_CODES } from '@tenon/sdk/contract/country-codes'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { ownPattern } from '../own-patterns.ts'
import { accept, type Normalised, refuse, scalarType } from './field-type-definition.ts'
import { shownValue } from './shown-value.ts'
import { textComparison, trimmed } from './text-types.ts'

const CODES: ReadonlySet<string> = new Set(COUNTRY_CODES)

export function isCountry(code: string): boolean {
  return CODES.has(code)
}

/** A code in capitals; anything else as it is. */
export function countryCode(value: JsonValue): JsonValue {
  return typeof value === 'string' ? value.trim().toUpperCase() : value
}

export function notACountry(value: JsonValue): Extract<Normalised, { problem: object }> {
  return {
    rule: 'country',
    problem: {
      en: `${shownValue(value)} is not a country; expected an ISO 3166-1 code of two letters such as CN or US`,
      'zh-CN': `${shownValue(value)} 不是国家或地区，应为两个字母的 ISO 3166-1 代码，例如 CN 或 US`,
    },
  }
}

export const countryField = scalarType({
  operators: ['eq', 'ne', 'in', 'isNull'],
  sortable: true,
  keywords: ['indexed'],
  columnType: 'text',
  comparisonType: 'text',
  comparison: (value) => textComparison(countryCode(value)),
  normalise: (value) => {
    const code = trimmed(countryCode(value))
    if (typeof code !== 'string' || isCountry(code)) return accept(code)
    const { rule, problem } = notACountry(code)
    return refuse(rule, problem)
  },
  jsonSchema: () => ({ type: 'string', pattern: ownPattern('^[A-Z]{2}$') }),
})
