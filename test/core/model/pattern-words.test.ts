import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { patternWords } from '../../../core/src/model/pattern-words.ts'

const SCHEMAS = join(import.meta.dirname, '../../../sdk/src/contract/schemas')

function patternsOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'pattern' in value && typeof value.pattern === 'string' ? [value.pattern] : []
  return [...own, ...Object.values(value).flatMap(patternsOf)]
}

test('every form that the published meta-schemas ask for is said in words, in both languages', () => {
  const files = globSync('*.json', { cwd: SCHEMAS })
  const patterns = new Set(files.flatMap((file) => patternsOf(JSON.parse(readFileSync(join(SCHEMAS, file), 'utf8')))))
  expect(patterns.size).toBeGreaterThan(10)
  const silent = [...patterns].filter((pattern) => {
    const { en = '', 'zh-CN': zh = '' } = patternWords(pattern) ?? {}
    return en === '' || zh === ''
  })
  expect(silent).toEqual([])
})

test('a pattern that somebody else has written stays as it is', () => {
  expect([patternWords('^x$'), patternWords('constructor')]).toEqual([null, null])
})
