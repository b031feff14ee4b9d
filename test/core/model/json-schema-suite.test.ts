import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import { describe, expect, test } from 'vitest'
import { checkValueSchema, VALUE_SCHEMA_KEYWORDS } from '../../../core/src/model/check/check-value-schema.ts'
import { compileValueSchema } from '../../../core/src/model/schema-compiler.ts'

const SUITE = join(import.meta.dirname, '../../../../shared/data/json-schema-test-suite/tests/draft2020-12')

interface Group {
  description: string
  schema: JsonObject | boolean
  tests: Array<{ description: string; data: JsonValue; valid: boolean }>
}

/** The standard leaves it to us whether a format is only a note; ours are judged. */
const JUDGED_FORMAT = /^invalid \S+ string is only an annotation by default$/

function accepted(schema: JsonObject | boolean): boolean {
  if (typeof schema === 'object') delete schema['$schema']
  return checkValueSchema(schema).length === 0
}

describe.runIf(existsSync(SUITE))('the official test suite of JSON Schema 2020-12', () => {
  const files = (existsSync(SUITE) ? readdirSync(SUITE) : []).filter((file) => file.endsWith('.json'))
  const groups = files.map((file) => [file, JSON.parse(readFileSync(join(SUITE, file), 'utf8')) as Group[]] as const)

  test.each(groups)('%s: every schema that is accepted judges as the standard does', (_file, all) => {
    for (const { description, schema, tests } of all) {
      if (!accepted(schema)) continue
      const validate = compileValueSchema(schema)
      for (const one of tests) {
        if (JUDGED_FORMAT.test(one.description)) continue
        expect([description, one.description, validate(one.data)]).toEqual([description, one.description, one.valid])
      }
    }
  })

  test('most of it is accepted: what is refused are references, notes about contents and what depends on other keywords', () => {
    const all = groups.flatMap(([, list]) => list)
    const taken = all.filter(({ schema }) => accepted(schema))
    const used = new Set(taken.flatMap(({ schema }) => (typeof schema === 'object' ? Object.keys(schema) : [])))
    const notes = ['default', 'title', 'description', 'examples', 'deprecated', 'readOnly', 'writeOnly']
    expect(VALUE_SCHEMA_KEYWORDS.filter((keyword) => !used.has(keyword) && !notes.includes(keyword))).toEqual([])
    expect(taken.length).toBeGreaterThan(200)
  })
})

test.runIf(!existsSync(SUITE))(
  'the official suite is not on this machine: keywords are judged by the tests below only',
  () => {
    expect(VALUE_SCHEMA_KEYWORDS).toContain('properties')
  },
)

test.each([
  ['$ref', { $ref: '#/x' }, '/$ref', /'\$ref' is not accepted: a schema here stands alone/],
  ['unevaluatedItems', { unevaluatedItems: false }, '/unevaluatedItems', /not accepted: it depends on/],
  ['contentEncoding', { contentEncoding: 'base64' }, '/contentEncoding', /not accepted: it asserts nothing/],
  ['a misspelt keyword', { properties: { a: { minimun: 1 } } }, '/properties/a/minimun', /did you mean 'minimum'/],
  ['a backtracking pattern', { items: { pattern: '(?=a)b' } }, '/items/pattern', /RE2 syntax/],
  ['an unknown format', { format: 'iri' }, '/format', /did you mean 'uri'/],
  ['no schema', { allOf: [5] }, '/allOf/0', /'5' is not a schema/],
  ['a name of every object', JSON.parse('{"properties":{"__proto__":{}}}'), '/properties/__proto__', /__proto__/],
] as Array<[string, JsonObject, string, RegExp]>)(
  '%s is refused on load, with its place and the reason',
  (...[, schema, pointer, message]) => {
    const [problem] = checkValueSchema(schema)
    expect(problem?.pointer).toBe(pointer)
    expect(problem?.problem.en).toMatch(message)
    expect(problem?.problem['zh-CN']).toBeTruthy()
  },
)

test('a schema that is deep or vast without end is refused without being walked to its end', () => {
  let deep: JsonObject = {}
  for (let level = 0; level < 10_000; level++) deep = { not: deep }
  expect(checkValueSchema(deep)).toMatchObject([{ rule: 'size' }])
  const wide = { anyOf: Array.from({ length: 5_000 }, () => ({})) }
  expect(checkValueSchema(wide)[0]).toMatchObject({ rule: 'size' })
})
