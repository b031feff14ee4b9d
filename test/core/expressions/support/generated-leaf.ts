import { type ExpressionType, typeName } from '@tenon/sdk/expression/expression-type'
import fc from 'fast-check'
import { MODEL } from './deal-model.ts'

/** Types by name; a choice is generated as the text that it is. */
export type GeneratedType = string

/** A path or a loop's name that stands for a value. */
export interface GeneratedName {
  name: string
  type: GeneratedType
}

const LITERALS: Record<GeneratedType, readonly string[]> = {
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

/** What stands for parameters that must be literals. */
export const PARAMETERS: Record<string, readonly string[]> = {
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

const generatedName = (type: ExpressionType): GeneratedType =>
  type.kind === 'choice' ? 'string' : type.kind === 'list' ? `list<${generatedName(type.of)}>` : typeName(type)

/** Paths to values of each type, over at most two references. */
function pathsOf(entity: string, prefix: string, depth: number): GeneratedName[] {
  return Object.entries(MODEL[entity] ?? {}).flatMap(([field, { type }]) => {
    const path = { name: `${prefix}${field}`, type: generatedName(type) }
    const inner = type.kind === 'record' && depth > 0 ? pathsOf(type.entity, `${path.name}.`, depth - 1) : []
    return [path, ...inner]
  })
}

const DEAL_PATHS = pathsOf('deal', '', 2)
export const entityOf = (type: GeneratedType) => /^record<(\w+)>$/.exec(type)?.[1]
export const itemOf = (type: GeneratedType) => /^list<(.+)>$/.exec(type)?.[1]

/** A field, name or literal of the type. */
export function leafOf(type: GeneratedType, names: readonly GeneratedName[]): fc.Arbitrary<string> | null {
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
