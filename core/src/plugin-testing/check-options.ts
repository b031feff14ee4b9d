import type { TestHttp, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import { z } from 'zod'
import { roleGrants } from '../api/role-schemas.ts'
import { nearestProblem } from '../hooks/host/nearest-problem.ts'
import { EXPECTED_TIME, testTime } from './test-time.ts'

const MAX_SHOWN = 60

const object = z.record(z.string(), z.unknown())
const time = z.custom<string>((given) => typeof given === 'string' && testTime(given) !== null, {
  error: EXPECTED_TIME,
})
const http = z.custom<TestHttp>((given) => typeof given === 'function', {
  error: "expected a function such as '({ url }) => ({ status: 200, body: {} })'",
})

const OPTIONS = z.strictObject({
  now: time.optional(),
  roles: z.record(z.string(), roleGrants).optional(),
  rights: z.record(z.string(), z.array(z.string())).optional(),
  fixtures: z.record(z.string(), z.strictObject({ entity: z.string(), values: object })).optional(),
  settings: object.optional(),
  secrets: z.record(z.string(), z.string()).optional(),
  http: http.optional(),
})

/** Throws where what a test opens its tenant with has not the shape that it is to have: what, where and what came. */
export function checkOptions(given: TestTenantOptions): void {
  const { error } = OPTIONS.safeParse(given)
  const [issue] = error?.issues ?? []
  if (error === undefined || issue === undefined) return
  const shown = JSON.stringify(valueAt(given, issue.path)) ?? 'undefined'
  const value = shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown
  throw new Error(
    `What openTestTenant() was given is wrong at ${nearestProblem(error.issues, { locale: 'en' })}; there is ${value}`,
  )
}

function valueAt(given: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((at, step) => (at as Record<PropertyKey, unknown>)[step], given)
}
