import { tests as conformance } from '@bufbuild/cel-spec/testdata/conformance.js'
import { tests as parsing } from '@bufbuild/cel-spec/testdata/parsing.js'

/** One test of CEL's own data, with what the reference implementation made of it. */
export interface CelTest {
  /** `integer_math/int64_math/add_positive_positive` */
  name: string
  expression: string
  /** The syntax tree as cel-go writes it; missing where it refuses the text. */
  tree: string | undefined
  value: CelValue | undefined
  fails: boolean
  /** Runs without a check in CEL, where parts of different types may meet. */
  unchecked: boolean
  bindings: Record<string, CelValue>
}

export interface CelValue {
  int64Value?: string
  doubleValue?: number | string
  stringValue?: string
  boolValue?: boolean
  nullValue?: null
  listValue?: { values?: CelValue[] }
  objectValue?: unknown
}

interface Suite {
  name: string
  suites?: Suite[]
  tests?: Array<{ original: unknown; ast?: string }>
}

interface Original {
  name?: string
  expr: string
  value?: CelValue
  evalError?: unknown
  disableCheck?: boolean
  bindings?: Record<string, { value?: CelValue }>
}

function testsOf(suite: Suite, path: string): CelTest[] {
  const inner = (suite.suites ?? []).flatMap((each) => testsOf(each, `${path}${each.name}/`))
  const own = (suite.tests ?? []).map(({ original, ast }): CelTest => {
    const { name, expr, value, evalError, disableCheck, bindings } = original as Original
    const values = Object.entries(bindings ?? {}).map(([key, bound]) => [key, bound.value ?? {}])
    return {
      name: `${path}${name ?? expr}`,
      expression: expr,
      tree: ast,
      value,
      fails: evalError !== undefined,
      unchecked: disableCheck === true,
      bindings: Object.fromEntries(values),
    }
  })
  return [...own, ...inner]
}

/** CEL's conformance tests. */
export const CONFORMANCE_TESTS = testsOf(conformance, '')
/** The tests of cel-go's parser. */
export const PARSING_TESTS = testsOf(parsing, '')
