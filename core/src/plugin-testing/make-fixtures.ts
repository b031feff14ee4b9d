import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { Fixtures, TestActor } from '@tenon/sdk/contract/test-tenant'
import { expectedNames } from '../model/expected-names.ts'

type FixtureValues = Fixtures[string]['values']

/** Fixtures that are there already: name → record. */
export type MadeFixtures = Record<string, TenonRecord>

/**
 * Makes the fixtures in their order, after those that were made before; a `{ $ref }` among the values, or in a list of
 * them, becomes the id of the one that it names. Throws, before any is made, where one refers to what is not among
 * those before it.
 */
export async function makeFixtures(
  actor: Pick<TestActor, 'create'>,
  fixtures: Fixtures,
  before: MadeFixtures = {},
): Promise<MadeFixtures> {
  checkReferences(fixtures)
  const missing = Object.entries(fixtures).filter(([name]) => !Object.hasOwn(before, name))
  if (missing.length === 0) return before
  const made: MadeFixtures = { ...before }
  for (const [name, { entity, values }] of missing) {
    const resolved = Object.entries(values).map(([field, value]) => [field, resolve(value, made)])
    made[name] = await actor.create(entity, Object.fromEntries(resolved) as JsonObject).catch(explain(name))
  }
  return made
}

function resolve(value: FixtureValues[string], made: Record<string, TenonRecord>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => resolve(item, made))
  const wanted = referenceOf(value)
  return wanted === null ? (value as JsonValue) : (made[wanted]?.id ?? null)
}

function referenceOf(value: unknown): string | null {
  return typeof value === 'object' && value !== null && '$ref' in value ? String(value.$ref) : null
}

function referencesOf(values: FixtureValues): string[] {
  return Object.values(values).flatMap((value) => [value].flat().flatMap((one) => referenceOf(one) ?? []))
}

function checkReferences(fixtures: Fixtures): void {
  const names = Object.keys(fixtures)
  for (const [index, name] of names.entries()) {
    for (const wanted of referencesOf(fixtures[name]?.values ?? {})) {
      if (!names.slice(0, index).includes(wanted)) throw wrongReference(fixtures, name, wanted)
    }
  }
}

function wrongReference(fixtures: Fixtures, name: string, wanted: string): Error {
  const told = `Fixture '${name}' refers to '${wanted}'`
  if (fixtures[wanted] === undefined) {
    const others = Object.keys(fixtures).filter((other) => other !== name)
    return new Error(`${told}, which is not among the fixtures; ${expectedNames(wanted, others).en}`)
  }
  const circle = wayTo(fixtures, [wanted], name)
  if (circle === null) return new Error(`${told}, which comes after it: move '${wanted}' before '${name}'.`)
  const shown = [name, ...circle].join(' → ')
  return new Error(`${told}, and so in a circle: ${shown}. Leave one of them out, and set it in the test with update.`)
}

/** The way to a fixture along references, begun with the names in `way`; null where there is none. */
function wayTo(fixtures: Fixtures, way: readonly string[], to: string): readonly string[] | null {
  const last = way.at(-1) ?? ''
  if (last === to) return way
  for (const next of referencesOf(fixtures[last]?.values ?? {})) {
    const found = way.includes(next) ? null : wayTo(fixtures, [...way, next], to)
    if (found !== null) return found
  }
  return null
}

/** Which of them was refused is not in the error of the store. */
function explain(name: string): (error: unknown) => never {
  return (error) => {
    if (!(error instanceof TenonError)) throw error
    const { code, problems, plugin, guard } = error
    const message = `Fixture '${name}' could not be made: ${error.message}`
    throw new TenonError({ code, message, problems, cause: error, ...(plugin && { plugin }), ...(guard && { guard }) })
  }
}
