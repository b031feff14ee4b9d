import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { Normalised } from './field-types/field-type-definition.ts'

const MAX_DEPTH = 32

/** Why a value can be no text or JSON of PostgreSQL, wherever in it the reason lies; null for a good one. */
export function findTextProblem(value: JsonValue, depth = 0): Extract<Normalised, { rule: string }> | null {
  if (typeof value === 'string') return characterProblem(value)
  if (typeof value !== 'object' || value === null) return null
  if (depth >= MAX_DEPTH) return tooDeep
  const parts = Array.isArray(value) ? value : Object.entries(value).flat()
  for (const part of parts) {
    const problem = findTextProblem(part, depth + 1)
    if (problem !== null) return problem
  }
  return null
}

const tooDeep = {
  rule: 'depth',
  problem: { en: `it is nested more than ${MAX_DEPTH} levels deep`, 'zh-CN': `嵌套超过 ${MAX_DEPTH} 层` },
}

function characterProblem(text: string) {
  if (text.includes('\u0000')) {
    return {
      rule: 'characters',
      problem: { en: 'it contains a NUL character, which cannot be stored', 'zh-CN': '包含无法存储的 NUL 字符' },
    }
  }
  if (!text.isWellFormed()) {
    return {
      rule: 'characters',
      problem: {
        en: 'it contains half of a character (a lone surrogate), which cannot be stored',
        'zh-CN': '包含无法存储的半个字符（单独的代理项）',
      },
    }
  }
  return null
}
