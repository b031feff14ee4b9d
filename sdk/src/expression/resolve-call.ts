import { type CheckScope, isUnknown, report, unknownNode } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'
import { convertNode } from './convert-node.ts'
import type { TextRange } from './expression-problem.ts'
import { commonType, conversionCost, type ExpressionType, TYPE } from './expression-type.ts'
import { type CallStyle, type FunctionEntry, functionsNamed, patternType, type TypePattern } from './function-table.ts'
import { checkLiteralParameters } from './literal-parameter.ts'
import { typeWords } from './type-words.ts'

export interface CallInput {
  readonly style: CallStyle
  readonly name: string
  /** The receiver of a method first. */
  readonly arguments: readonly CheckedNode[]
  readonly range: TextRange
}

/** Picks the overload that fits the arguments with the least conversion, and converts them. */
export function resolveCall(scope: CheckScope, input: CallInput): CheckedNode {
  if (isUnknown(...input.arguments)) return unknownNode(input.range)
  const entries = functionsNamed(input.style, input.name)
  const types = input.arguments.map(({ type }) => type)
  const fits = entries.flatMap((entry) => {
    const fit = fitEntry(entry, types)
    return fit === null ? [] : [{ entry, ...fit }]
  })
  const [best] = fits.sort((left, right) => left.cost - right.cost)
  if (best === undefined) return report(scope, noOverload(entries, input))
  const converted = input.arguments.map((argument, index) => {
    const pattern = best.entry.parameters[index]
    return pattern === undefined ? argument : convertNode(argument, patternType(pattern, best.any))
  })
  const type = patternType(best.entry.result, best.any)
  const call: CheckedNode = {
    kind: 'call',
    signature: best.entry.signature,
    arguments: converted,
    type,
    ...input.range,
  }
  return checkLiteralParameters(scope, best.entry, call)
}

/** `target.name` where money has such a part, or null. */
export function propertyCall(
  scope: CheckScope,
  { name, target, range }: { name: string; target: CheckedNode; range: TextRange },
): CheckedNode | null {
  const [entry] = functionsNamed('property', name)
  if (entry === undefined || fitEntry(entry, [target.type]) === null) return null
  return resolveCall(scope, { style: 'property', name, arguments: [target], range })
}

interface Fit {
  cost: number
  any: ExpressionType
}

/** How the arguments fit: the sum of conversions, and what `T` stands for. Null where they do not. */
export function fitEntry(entry: FunctionEntry, types: readonly ExpressionType[]): Fit | null {
  if (entry.parameters.length !== types.length) return null
  const any = types.reduce<ExpressionType | null>((known, type, index) => {
    const pattern = entry.parameters[index]
    const found = pattern === undefined ? undefined : boundType(pattern, type)
    if (found === undefined || known === null) return known
    return found === null ? null : commonType(known, found)
  }, TYPE.null)
  if (any === null) return null
  let cost = 0
  for (const [index, type] of types.entries()) {
    const pattern = entry.parameters[index]
    const step = pattern === undefined ? null : conversionCost(type, patternType(pattern, any))
    if (step === null) return null
    cost += step
  }
  return { cost, any }
}

/** What the argument says about `T`: undefined for nothing, null where `T` cannot be that. */
function boundType(pattern: TypePattern, type: ExpressionType): ExpressionType | null | undefined {
  if (pattern.kind === 'type') return undefined
  if (pattern.kind === 'any') return pattern.ordered && !isOrdered(type) ? null : type
  if (type.kind === 'dyn') return boundType(pattern.of, TYPE.dyn)
  if (type.kind === 'null' || type.kind === 'unknown') return undefined
  return type.kind === 'list' ? boundType(pattern.of, type.of) : null
}

const UNORDERED: ReadonlySet<ExpressionType['kind']> = new Set(['dyn', 'record', 'list'])

/** Whether `<` compares values of the type. JSON is compared where its value is known, never sorted. */
export function isOrdered(type: ExpressionType): boolean {
  return !UNORDERED.has(type.kind)
}

function noOverload(entries: readonly FunctionEntry[], { style, name, arguments: given, range }: CallInput) {
  const expected = [...new Set(entries.map(({ signature }) => signature.replace(/: \S+$/, '')))]
  const shown = style === 'operator' ? [] : expected.slice(0, 6)
  const words = given.map(({ type }) => typeWords(type))
  const en = words.map((word) => word.en).join(' and ')
  const zh = words.map((word) => word['zh-CN']).join('与')
  return {
    ...range,
    rule: 'wrongType',
    message: {
      en: `'${name}' does not take ${en || 'nothing'}${shown.length > 0 ? `: expected ${shown.join(' or ')}` : ''}`,
      'zh-CN': `“${name}”不能用于${zh || '空参数'}${shown.length > 0 ? `，应为 ${shown.join(' 或 ')}` : ''}`,
    },
  }
}
