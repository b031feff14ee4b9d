import { type ExpressionType, typeName } from '@tenon/sdk/expression/expression-type'
import {
  type FunctionEntry,
  functionNames,
  functionsNamed,
  type TypePattern,
} from '@tenon/sdk/expression/function-table'
import fc from 'fast-check'
import { MODEL, STAGES, TAGS, TIERS } from './deal-model.ts'

/** Types by name; a choice is generated as the text that it is. */
type Type = string

interface Name {
  name: string
  type: Type
}

const LITERALS: Record<Type, readonly string[]> = {
  bool: ['true', 'false'],
  string: [
    '""',
    '"a"',
    '"A"',
    '"中"',
    '"ß"',
    '"İ"',
    '" "',
    '","',
    '"12"',
    '"2024-02-29"',
    '"abc"',
    '"\\u0301"',
    '"😀"',
  ],
  int: ['0', '1', '2', '-1', '3', '12', '100', '-7', '9007199254740991', '123456789012345678901'],
  decimal: ['0.5', '1.50', '-2.25', '0.001', '1000000.01', '12345678901234567890.123456789'],
  money: ['money(10, "CNY")', 'money(-0.5, "USD")', 'money(1, "cny")'],
  date: ['date("2024-02-29")', 'date("2023-12-31")', 'today', 'date("9999-12-31")'],
  dateTime: ['now', 'dateTime("2024-03-10T07:30:00Z")', 'dateTime("2024-11-03T06:00:00.5Z")'],
  time: ['time("08:30")', 'time("23:59:59")'],
  duration: ['duration("1h30m")', 'duration("-2d")', 'duration("0.25s")'],
}

const PARAMETERS: Record<string, readonly string[]> = {
  pattern: ['"^a"', '"[一-鿿]+"', 'r"\\d{1,2}"', '"(a|b|,)*$"', '"[^a-z]"', '"."', '"^$"', 'r"\\w+\\s?\\W"'],
  zone: [
    '"Asia/Shanghai"',
    '"America/New_York"',
    '"Asia/Kathmandu"',
    '"UTC"',
    '"Australia/Lord_Howe"',
    '"Europe/Berlin"',
  ],
  period: ['"1h"', '"-36h"', '"1.5s"'],
  separator: ['","', '""', '"\'"', '"\\\\"'],
  digits: ['0', '1', '2', '5'],
}

const SCALARS = ['bool', 'string', 'int', 'decimal', 'money', 'date', 'dateTime', 'time', 'duration']
const LISTED = ['string', 'int', 'decimal', 'money', 'date', 'bool']
const ORDERED = ['string', 'int', 'decimal', 'money', 'date', 'dateTime', 'time', 'duration', 'bool']
/** Types that expressions are asked for. */
export const RESULT_TYPES = [...SCALARS, 'dyn', ...LISTED.map((of) => `list<${of}>`)]

const generatedName = (type: ExpressionType): Type =>
  type.kind === 'choice' ? 'string' : type.kind === 'list' ? `list<${generatedName(type.of)}>` : typeName(type)

/** Paths to values of each type, over at most two references. */
function pathsOf(entity: string, prefix: string, depth: number): Name[] {
  return Object.entries(MODEL[entity] ?? {}).flatMap(([field, { type }]) => {
    const path = { name: `${prefix}${field}`, type: generatedName(type) }
    const inner = type.kind === 'record' && depth > 0 ? pathsOf(type.entity, `${path.name}.`, depth - 1) : []
    return [path, ...inner]
  })
}

const DEAL_PATHS = pathsOf('deal', '', 2)
const entityOf = (type: Type) => /^record<(\w+)>$/.exec(type)?.[1]
const itemOf = (type: Type) => /^list<(.+)>$/.exec(type)?.[1]

const ENTRIES: FunctionEntry[] = (['operator', 'global', 'method', 'property', 'index'] as const).flatMap((style) =>
  functionNames(style).flatMap((name) => functionsNamed(style, name)),
)

/** What `T` is when the result is of the type; null where the result is of another. */
function boundBy(pattern: TypePattern, type: Type): Type | null | undefined {
  if (pattern.kind === 'any') return type
  if (pattern.kind === 'type') return typeName(pattern.type) === type ? undefined : null
  const item = itemOf(type)
  return item === undefined ? null : boundBy(pattern.of, item)
}

function parameterType(pattern: TypePattern, any: Type): Type {
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
export function expressionOf(type: Type, depth: number, names: readonly Name[] = []): fc.Arbitrary<string> {
  const key = JSON.stringify([type, depth, names])
  const known = memory.get(key)
  if (known !== undefined) return known
  const made = makeExpression(type, depth, names)
  memory.set(key, made)
  return made
}

function makeExpression(type: Type, depth: number, names: readonly Name[]): fc.Arbitrary<string> {
  const constants = PARAMETERS[type]
  if (constants !== undefined) return fc.constantFrom(...constants)
  const leaf = leafOf(type, names)
  if (depth === 0) return leaf ?? fc.constant('null')
  const lazily = (make: () => fc.Arbitrary<string>) => fc.constant(null).chain(make)
  const compounds = compoundsOf(type, depth, names)
  const picked = fc.constantFrom(...compounds).chain((compound) => lazily(compound))
  return leaf === null ? picked : fc.oneof({ weight: 2, arbitrary: leaf }, { weight: 5, arbitrary: picked })
}

/** A field, name or literal of the type. */
function leafOf(type: Type, names: readonly Name[]): fc.Arbitrary<string> | null {
  const paths = [
    ...DEAL_PATHS,
    ...names.flatMap(({ name, type: of }) => {
      const entity = entityOf(of)
      return [{ name, type: of }, ...(entity === undefined ? [] : pathsOf(entity, `${name}.`, 1))]
    }),
  ]
  const fields = paths.filter((path) => path.type === type).map(({ name }) => name)
  const json = paths
    .filter((path) => path.type === 'dyn')
    .flatMap(({ name }) => ['color', 'n', 'flag', 'list', 'inner.due'].map((key) => `${name}.${key}`))
  const texts = [
    ...fields,
    ...(type === 'dyn' ? json : []),
    ...(type === 'list<dyn>' ? json.filter((name) => name.endsWith('list')) : []),
  ]
  const literals = [
    ...(LITERALS[type] ?? []),
    ...(type === 'string' ? ['actor.id', 'actor.team'] : []),
    ...(type === 'list<string>' ? ['actor.roles', 'tags'] : []),
  ]
  const item = itemOf(type)
  const items = item === undefined || item === 'dyn' || entityOf(item) !== undefined ? null : leafOf(item, names)
  if (items !== null && texts.length + literals.length === 0) {
    return fc
      .array(fc.oneof({ weight: 9, arbitrary: items }, { weight: 1, arbitrary: fc.constant('null') }), { maxLength: 3 })
      .map((list) => `[${list.join(', ')}]`)
  }
  const all = [...texts, ...texts, ...literals]
  return all.length === 0 ? null : fc.constantFrom(...all)
}

type Compound = () => fc.Arbitrary<string>

function compoundsOf(type: Type, depth: number, names: readonly Name[]): Compound[] {
  const inner = (of: Type) => expressionOf(of, depth - 1, names)
  const join = (parts: readonly fc.Arbitrary<string>[], write: (given: string[]) => string) =>
    fc.tuple(...parts).map((given) => write(given))
  const calls = ENTRIES.flatMap((entry): Compound[] => {
    if (entry.signature.includes('double')) return []
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

const SHORT_NAMES = ['x', 'y', 'z']

/** A loop over a list that binds the next free name. */
function loopOf(
  depth: number,
  names: readonly Name[],
  body: Type,
): fc.Arbitrary<{ list: string; name: string; inner: string; item: Type }> | null {
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

function conditionsOf(depth: number, names: readonly Name[]): Compound[] {
  const inner = (of: Type) => expressionOf(of, depth - 1, names)
  const pair =
    (types: readonly Type[], signs: readonly string[]): Compound =>
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

function listsOf(type: Type, depth: number, names: readonly Name[]): Compound[] {
  const item = itemOf(type)
  const inner = (of: Type) => expressionOf(of, depth - 1, names)
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

const AGGREGATES: Record<Type, readonly string[]> = {
  int: ['sum', 'min', 'max'],
  decimal: ['sum', 'avg', 'min', 'max'],
  money: ['sum', 'avg', 'min', 'max'],
  duration: ['sum', 'min'],
  string: ['min', 'max'],
  date: ['min', 'max'],
}

function aggregatesOf(type: Type, depth: number, names: readonly Name[]): Compound[] {
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
