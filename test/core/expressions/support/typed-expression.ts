import { typeName } from '@tenon/sdk/expression/expression-type'
import {
  type FunctionEntry,
  functionNames,
  functionsNamed,
  type TypePattern,
} from '@tenon/sdk/expression/function-table'
import type { Signature } from '@tenon/sdk/expression/signatures'
import fc from 'fast-check'
import { SQL_FUNCTIONS } from '../../../../core/src/expressions/sql-functions.ts'
import { STAGES, TAGS, TIERS } from './deal-model.ts'
import { entityOf, type GeneratedName, type GeneratedType, itemOf, leafOf, PARAMETERS } from './generated-leaf.ts'

const SCALARS = ['bool', 'string', 'int', 'decimal', 'money', 'date', 'dateTime', 'time', 'duration']
const LISTED = ['string', 'int', 'decimal', 'money', 'date', 'bool']
const ORDERED = ['string', 'int', 'decimal', 'money', 'date', 'dateTime', 'time', 'duration', 'bool']
/** Types that expressions are asked for. */
export const RESULT_TYPES = [...SCALARS, 'dyn', ...LISTED.map((of) => `list<${of}>`)]

const ENTRIES: FunctionEntry[] = (['operator', 'global', 'method', 'property', 'index'] as const).flatMap((style) =>
  functionNames(style).flatMap((name) => functionsNamed(style, name)),
)

/** What `T` is when the result is of the type; null where the result is of another. */
function boundBy(pattern: TypePattern, type: GeneratedType): GeneratedType | null | undefined {
  if (pattern.kind === 'any') return type
  if (pattern.kind === 'type') return typeName(pattern.type) === type ? undefined : null
  const item = itemOf(type)
  return item === undefined ? null : boundBy(pattern.of, item)
}

function parameterType(pattern: TypePattern, any: GeneratedType): GeneratedType {
  if (pattern.kind === 'any') return any
  if (pattern.kind === 'listOf') return `list<${parameterType(pattern.of, any)}>`
  return pattern.literal ?? typeName(pattern.type)
}

function written({ style, name }: FunctionEntry, given: readonly string[]): string {
  const [first = '', ...others] = given
  switch (style) {
    case 'operator':
      return others.length === 0 ? `(-${first})` : `(${first} ${name} ${others[0]})`
    case 'global':
      return `${name}(${given.join(', ')})`
    case 'method':
      return `${first}.${name}(${others.join(', ')})`
    case 'property':
      return `${first}.${name}`
    case 'index':
      return `${first}[${others[0]}]`
  }
}

const memory = new Map<string, fc.Arbitrary<string>>()

/** Texts of expressions of a type, with up to `depth` operations in one another. */
export function expressionOf(
  type: GeneratedType,
  depth: number,
  names: readonly GeneratedName[] = [],
): fc.Arbitrary<string> {
  const key = JSON.stringify([type, depth, names])
  const known = memory.get(key)
  if (known !== undefined) return known
  const made = makeExpression(type, depth, names)
  memory.set(key, made)
  return made
}

function makeExpression(type: GeneratedType, depth: number, names: readonly GeneratedName[]): fc.Arbitrary<string> {
  const constants = PARAMETERS[type]
  if (constants !== undefined) return fc.constantFrom(...constants)
  const leaf = leafOf(type, names)
  if (depth === 0) return leaf ?? fc.constant('null')
  const lazily = (make: () => fc.Arbitrary<string>) => fc.constant(null).chain(make)
  const compounds = compoundsOf(type, depth, names)
  const picked = fc.constantFrom(...compounds).chain((compound) => lazily(compound))
  return leaf === null ? picked : fc.oneof({ weight: 2, arbitrary: leaf }, { weight: 5, arbitrary: picked })
}

type Compound = () => fc.Arbitrary<string>

function compoundsOf(type: GeneratedType, depth: number, names: readonly GeneratedName[]): Compound[] {
  const inner = (of: GeneratedType) => expressionOf(of, depth - 1, names)
  const join = (parts: readonly fc.Arbitrary<string>[], write: (given: string[]) => string) =>
    fc.tuple(...parts).map((given) => write(given))
  const calls = ENTRIES.flatMap((entry): Compound[] => {
    if (SQL_FUNCTIONS[entry.signature] === null) return []
    const any = boundBy(entry.result, type)
    if (any === null) return []
    const ordered = entry.parameters.some(
      (pattern) => pattern.kind === 'listOf' && pattern.of.kind === 'any' && pattern.of.ordered,
    )
    if (ordered && !ORDERED.includes(any ?? '')) return []
    // A list of lists, which no database has.
    if (itemOf(type) !== undefined && entry.parameters[0]?.kind === 'listOf' && entry.result.kind === 'any') return []
    return [
      () => {
        const free = any === undefined ? fc.constantFrom(...LISTED, 'record<line>') : fc.constant(any)
        return free.chain((bound) =>
          join(
            entry.parameters.map((pattern) => inner(parameterType(pattern, bound))),
            (given) => written(entry, given),
          ),
        )
      },
    ]
  })
  const conditional: Compound = () =>
    join([inner('bool'), inner(type), inner(type)], ([condition, one, other]) => `(${condition} ? ${one} : ${other})`)
  const specials: Compound[] = type === 'bool' ? conditionsOf(depth, names) : listsOf(type, depth, names)
  return [...calls, conditional, ...specials, ...specials, ...specials]
}

/** Calls of one function, over arguments of up to `depth` operations. */
export function callsOf(signature: Signature, depth: number): fc.Arbitrary<string> {
  const entry = ENTRIES.find((each) => each.signature === signature)
  if (entry === undefined) throw new Error(`There is no function '${signature}'.`)
  const any = signature.includes('C') ? ORDERED : LISTED
  return fc.constantFrom(...any).chain((bound) => {
    const given = entry.parameters.map((pattern) => expressionOf(parameterType(pattern, bound), depth))
    return fc.tuple(...given).map((texts) => written(entry, texts))
  })
}

const SHORT_NAMES = ['x', 'y', 'z']

/** A loop over a list that binds the next free name. */
function loopOf(
  depth: number,
  names: readonly GeneratedName[],
  body: GeneratedType,
): fc.Arbitrary<{ list: string; name: string; inner: string; item: GeneratedType }> | null {
  const name = SHORT_NAMES[names.length]
  if (name === undefined) return null
  return fc
    .constantFrom('record<line>', 'record<line>', 'string', 'int', 'money', 'dyn', 'date')
    .chain((item) =>
      fc
        .tuple(
          expressionOf(`list<${item}>`, depth - 1, names),
          expressionOf(body, depth - 1, [...names, { name, type: item }]),
        )
        .map(([list, inner]) => ({ list, name, inner, item })),
    )
}

function conditionsOf(depth: number, names: readonly GeneratedName[]): Compound[] {
  const inner = (of: GeneratedType) => expressionOf(of, depth - 1, names)
  const pair =
    (types: readonly GeneratedType[], signs: readonly string[]): Compound =>
    () =>
      fc
        .constantFrom(...types)
        .chain((of) =>
          fc
            .tuple(inner(of), fc.constantFrom(...signs), inner(of))
            .map(([one, sign, other]) => `(${one} ${sign} ${other})`),
        )
  const loops = ['exists', 'all', 'exists_one'].flatMap((loop): Compound[] => {
    const arbitrary = loopOf(depth, names, 'bool')
    return arbitrary === null
      ? []
      : [() => arbitrary.map(({ list, name, inner: body }) => `${list}.${loop}(${name}, ${body})`)]
  })
  return [
    pair(ORDERED, ['==', '!=', '<', '<=', '>', '>=']),
    pair([...SCALARS, 'record<account>', 'dyn', 'list<int>', 'list<string>'], ['==', '!=']),
    pair(['bool'], ['&&', '||']),
    () =>
      fc
        .constantFrom('int', 'decimal')
        .chain((one) => fc.tuple(inner(one), inner('decimal')).map(([left, right]) => `(${left} < ${right})`)),
    () => inner('bool').map((operand) => `!${operand}`),
    () =>
      fc
        .constantFrom(...SCALARS, 'record<account>', 'dyn')
        .chain((of) => inner(of).map((operand) => `(${operand} == null)`)),
    () =>
      fc
        .constantFrom('string', 'bool', 'int', 'decimal')
        .chain((of) =>
          fc
            .tuple(inner('dyn'), fc.constantFrom('==', '<', '>='), inner(of))
            .map(([json, sign, other]) => `(${json} ${sign} ${other})`),
        ),
    () =>
      fc
        .constantFrom(...LISTED)
        .chain((of) => fc.tuple(inner(of), inner(`list<${of}>`)).map(([item, list]) => `(${item} in ${list})`)),
    () => fc.tuple(inner('string'), inner('list<dyn>')).map(([item, list]) => `(${item} in ${list})`),
    () =>
      fc
        .constantFrom('account', 'account.manager', 'amount', 'meta.color', 'name', 'account.tier', 'ownerId')
        .map((path) => `has(${path})`),
    () =>
      fc
        .constantFrom(...STAGES, ...STAGES)
        .chain((stage) => fc.constantFrom('==', '!=').map((sign) => `(stage ${sign} "${stage}")`)),
    () => fc.subarray([...TIERS]).map((tiers) => `(account.tier in [${tiers.map((tier) => `"${tier}"`).join(', ')}])`),
    () => fc.constantFrom(...TAGS).map((tag) => `("${tag}" in tags)`),
    ...loops,
  ]
}

function listsOf(type: GeneratedType, depth: number, names: readonly GeneratedName[]): Compound[] {
  const item = itemOf(type)
  const inner = (of: GeneratedType) => expressionOf(of, depth - 1, names)
  if (item === undefined) return aggregatesOf(type, depth, names)
  const literal: Compound = () =>
    fc.array(inner(item), { minLength: 1, maxLength: 3 }).map((items) => `[${items.join(', ')}]`)
  const filter = loopOf(depth, names, 'bool')
  const map = loopOf(depth, names, item)
  const isRecord = entityOf(item) !== undefined
  return [
    ...(isRecord ? [] : [literal]),
    ...(item === 'dyn' || map === null
      ? []
      : [() => map.map(({ list, name, inner: body }) => `${list}.map(${name}, ${body})`)]),
    ...(filter === null
      ? []
      : [
          () => {
            const name = SHORT_NAMES[names.length] ?? 'x'
            return fc
              .tuple(inner(type), expressionOf('bool', depth - 1, [...names, { name, type: item }]))
              .map(([list, body]) => `${list}.filter(${name}, ${body})`)
          },
        ]),
  ]
}

const AGGREGATES: Record<GeneratedType, readonly string[]> = {
  int: ['sum', 'min', 'max'],
  decimal: ['sum', 'avg', 'min', 'max'],
  money: ['sum', 'avg', 'min', 'max'],
  duration: ['sum', 'min'],
  string: ['min', 'max'],
  date: ['min', 'max'],
}

function aggregatesOf(type: GeneratedType, depth: number, names: readonly GeneratedName[]): Compound[] {
  const loop = loopOf(depth, names, type)
  const count = loopOf(depth, names, 'bool')
  if (loop === null || count === null) return []
  const aggregates = (AGGREGATES[type] ?? []).map(
    (name): Compound =>
      () =>
        loop.map(({ list, name: item, inner }) => `${list}.${name}(${item}, ${inner})`),
  )
  return type === 'int'
    ? [...aggregates, () => count.map(({ list, name, inner }) => `${list}.count(${name}, ${inner})`)]
    : aggregates
}
