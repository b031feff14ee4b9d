import { parseExpression } from '@tenon/sdk/expression/parse-expression'
import { describe, expect, test } from 'vitest'
import { type CelTest, CONFORMANCE_TESTS, PARSING_TESTS } from './support/cel-tests.ts'
import { bareTree, referenceTree } from './support/reference-tree.ts'

const ALL = [...PARSING_TESTS, ...CONFORMANCE_TESTS]

/** CEL's syntax that the profile leaves out; the README says why. */
const LEFT_OUT: Readonly<Record<string, (test: CelTest) => boolean>> = {
  'unsigned numbers': ({ tree }) => /Constant_Uint64Value/.test(tree ?? ''),
  'byte strings': ({ tree }) => /Constant_BytesValue/.test(tree ?? ''),
  'maps and messages': ({ tree }) => /Expr_StructExpr/.test(tree ?? ''),
  'optional values': ({ tree, expression }) => /_\?\._|_\[\?_\]/.test(tree ?? '') || /\[\?|\.\?/.test(expression),
  'quoted and absolute names': ({ expression }) => /`|(?:^|[\s(!])\.[a-zA-Z]/.test(expression),
  'the character U+0000': ({ tree }) => /\\x00|\\u0000/.test(tree ?? '') || (tree ?? '').includes('\0'),
}

/** Texts that the profile takes and CEL does not. */
const TAKEN: Readonly<Record<string, string>> = {
  'self.true == 1': 'a field behind a dot may have any name',
  '0xFFFFFFFFFFFFFFFFF': 'whole numbers are not bounded to 64 bits',
  'has(m)': 'a field of the record stands alone',
  '[].existsOne(__result__, __result__)': 'a loop has no result variable that a name could hide',
  'm.map(__result__, __result__)': 'a loop has no result variable that a name could hide',
  'm.filter(__result__, false)': 'a loop has no result variable that a name could hide',
  'm.filter(a.b, false)': 'refused when it is checked',
  '1.all(2, 3)': 'refused when it is checked',
}

function isLeftOut(celTest: CelTest): boolean {
  return Object.values(LEFT_OUT).some((leavesOut) => leavesOut(celTest))
}

const kept = ALL.filter(({ tree }) => tree !== undefined && tree !== '').filter((celTest) => !isLeftOut(celTest))

describe("against cel-go's parser", () => {
  test(`reads the same tree from every one of its ${kept.length} texts that the profile keeps`, () => {
    const different = kept.flatMap(({ expression, tree = '' }) => {
      const parsed = parseExpression(expression)
      if (!parsed.ok) return [`${expression}: ${parsed.problems[0].message.en}`]
      if (tree.includes('__comprehension__')) return []
      const [ours, theirs] = [referenceTree(parsed.expression), bareTree(tree)]
      return numbersAlike(ours) === numbersAlike(theirs) ? [] : [`${expression}: ${ours} instead of ${theirs}`]
    })
    expect(different).toEqual([])
    expect(kept.length).toBeGreaterThan(1000)
  })

  test('refuses what it refuses, apart from what is taken on purpose', () => {
    const refused = PARSING_TESTS.filter(({ tree }) => tree === undefined || tree === '')
    const taken = refused.filter(({ expression }) => parseExpression(expression).ok)
    expect(
      taken.map(({ expression }) => expression).filter((text) => !(text in TAKEN) && !isTooDeepForIt(text)),
    ).toEqual([])
    expect(refused.length).toBeGreaterThan(60)
  })
})

/** Go prints large and small floating-point numbers with exponents of its own. */
function numbersAlike(tree: string): string {
  return tree.replaceAll(/\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b/g, (number) =>
    /^\d{1,15}$/.test(number) ? number : String(Number(number)),
  )
}

/** cel-go's tests set limits of 32 levels; the profile's are higher. */
function isTooDeepForIt(text: string): boolean {
  return text.length > 60
}
