import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { Fixtures, TestActor } from '@tenon/sdk/contract/test-tenant'
import { expectedNames } from '../model/expected-names.ts'

/** Makes the fixtures in their order; a `{ $ref }` among the values becomes the id of the one that it names. */
export async function makeFixtures(actor: TestActor, fixtures: Fixtures): Promise<Record<string, TenonRecord>> {
  const made: Record<string, TenonRecord> = {}
  for (const [name, { entity, values }] of Object.entries(fixtures)) {
    const resolved = Object.entries(values).map(([field, value]) => [field, resolve(value, name, made)])
    made[name] = await actor.create(entity, Object.fromEntries(resolved) as JsonObject)
  }
  return made
}

function resolve(value: unknown, fixture: string, made: Record<string, TenonRecord>): unknown {
  if (typeof value !== 'object' || value === null || !('$ref' in value)) return value
  const wanted = String(value.$ref)
  const found = made[wanted]
  if (found !== undefined) return found.id
  const expected = expectedNames(wanted, Object.keys(made))
  throw new Error(`Fixture '${fixture}' refers to '${wanted}', which is not among those before it; ${expected.en}.`)
}
