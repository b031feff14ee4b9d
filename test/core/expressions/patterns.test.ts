import { matchPattern } from '@tenon/sdk/expression/match-pattern'
import { parsePattern } from '@tenon/sdk/expression/parse-pattern'
import { PatternFault } from '@tenon/sdk/expression/pattern-fault'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Database } from '../../../core/src/db/database.ts'
import { patternToSql } from '../../../core/src/expressions/sql-pattern.ts'
import { linearPattern } from '../../../core/src/model/linear-pattern.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

const RUNS = Math.ceil(Number(process.env['TENON_PROPERTY_RUNS'] ?? 600) / 10)
const TEXTS = 12

const character = fc.constantFrom(...'abcAZ019 _-.,\n\t', 'é', 'ß', 'İ', '中', '文', '\u3000', '😀', '𠮷', '\u0301')
const text = fc.array(character, { maxLength: 8 }).map((list) => list.join(''))

const literal = fc.constantFrom(
  'a',
  'b',
  'c',
  'Z',
  '0',
  ' ',
  '-',
  ',',
  '中',
  '😀',
  'ß',
  '\\.',
  '\\*',
  '\\\\',
  '\\x41',
  '\\x{4e2d}',
  '\\n',
)
const set = fc.constantFrom(
  '.',
  '\\d',
  '\\w',
  '\\s',
  '\\D',
  '\\W',
  '\\S',
  '[a-c]',
  '[^a-c]',
  '[一-鿿]',
  '[\\d_-]',
  '[^\\w\\s]',
  '[.*+?]',
  '[a\\]b]',
  '[😀-😎]',
)
const quantifier = fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{0,2}', '{1,}', '{0}')

const { pattern } = fc.letrec<{ pattern: string; sequence: string; atom: string }>((tie) => ({
  pattern: fc.oneof(
    { maxDepth: 4 },
    tie('sequence'),
    fc.tuple(tie('sequence'), tie('sequence')).map(([left, right]) => `${left}|${right}`),
  ),
  sequence: fc
    .tuple(fc.constantFrom('', '', '^'), fc.array(tie('atom'), { maxLength: 4 }), fc.constantFrom('', '', '$'))
    .map(([start, atoms, end]) => `${start}${atoms.join('')}${end}`),
  atom: fc.oneof(
    { maxDepth: 4 },
    fc.tuple(literal, quantifier).map((parts) => parts.join('')),
    fc.tuple(set, quantifier).map((parts) => parts.join('')),
    fc
      .tuple(fc.constantFrom('(', '(?:'), tie('pattern'), quantifier)
      .map(([open, inner, times]) => `${open}${inner})${times}`),
  ),
}))

/** A pattern, unless repetitions of repetitions make it larger than one may be. */
function parsed(source: string) {
  try {
    return parsePattern(source)
  } catch (fault) {
    if (fault instanceof PatternFault) return null
    throw fault
  }
}

test("a pattern matches what RE2's own engine says it does", () => {
  let asked = 0
  fc.assert(
    fc.property(pattern, fc.array(text, { minLength: TEXTS, maxLength: TEXTS }), (source, texts) => {
      const ours = parsed(source)
      if (ours === null) return
      const theirs = linearPattern(source)
      asked += 1
      expect(texts.map((each) => matchPattern(ours, each))).toEqual(texts.map((each) => theirs.test(each)))
    }),
    { numRuns: RUNS * 10 },
  )
  expect(asked).toBeGreaterThan(RUNS * 8)
})

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  let database: Database
  beforeAll(async () => {
    database = await openTestDatabase(kind)
  })
  afterAll(() => database.close())

  test('a pattern matches what the database says it does', async () => {
    const patterns = fc.array(pattern, { minLength: 10, maxLength: 10 })
    await fc.assert(
      fc.asyncProperty(patterns, fc.array(text, { minLength: TEXTS, maxLength: TEXTS }), async (sources, texts) => {
        const known = sources.flatMap((source) => {
          const found = parsed(source)
          return found === null ? [] : [{ source, found }]
        })
        const { rows } = await database.execute(
          `select p.at, array_agg(t.value ~ p.pattern order by t.at) as matches
            from unnest($1::text[]) with ordinality as p(pattern, at), unnest($2::text[]) with ordinality as t(value, at)
            group by p.at order by p.at`,
          [known.map(({ found }) => patternToSql(found.node)), texts],
        )
        const answers = known.map(({ source, found }) => ({
          source,
          matches: texts.map((each) => matchPattern(found, each)),
        }))
        const asked = (rows as Array<{ matches: boolean[] }>).map(({ matches }, index) => ({
          source: known[index]?.source,
          matches,
        }))
        expect(asked).toEqual(answers)
      }),
      { numRuns: RUNS },
    )
  })
})
