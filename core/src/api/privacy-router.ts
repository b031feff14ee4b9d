import type { JsonObject } from '@tenon/sdk/contract/json-value'
import type { EraseInput, FindPersonInput, HoldInput, PersonInput } from '@tenon/sdk/contract/privacy-api'
import { z } from 'zod'
import type { ApiServices } from './api-services.ts'
import { noInput } from './envelope-schemas.ts'
import { makeRouter, procedure } from './trpc.ts'

type Exact<T> = z.ZodType<T, T>

const name = z.string().min(1).max(200)
const person = { entity: name, id: z.uuid() }

export const personInput: Exact<PersonInput> = z.strictObject(person)
export const findPersonInput: Exact<FindPersonInput> = z.strictObject({
  email: z.exactOptional(z.string().min(3).max(320)),
  phone: z.exactOptional(z.string().min(3).max(50)),
  record: z.exactOptional(personInput),
})
// What is in them is checked by the model, for the fields that are asked for.
const values = z.record(z.string().max(200), z.unknown()) as unknown as Exact<JsonObject>
export const eraseInput: Exact<EraseInput> = z.strictObject({
  ...person,
  confirm: z.string().max(1000),
  records: z.int().min(0),
  values: z.exactOptional(z.record(z.string().max(200), values)),
})
const holdInput: Exact<HoldInput> = z.strictObject({ ...person, reason: z.string().trim().min(1).max(1000) })
const erasureInput: Exact<{ id: string }> = z.strictObject({ id: z.uuid() })

export function makePrivacyRouter(privacy: ApiServices['privacy']) {
  return makeRouter({
    // Not a query: what somebody is looked for by would stand in addresses and logs.
    find: procedure.input(findPersonInput).mutation(({ ctx, input }) => privacy.find(ctx.request, input)),
    planErasure: procedure.input(personInput).query(({ ctx, input }) => privacy.planErasure(ctx.request, input)),
    erase: procedure.input(eraseInput).mutation(({ ctx, input }) => privacy.erase(ctx.request, input)),
    erasure: procedure.input(erasureInput).query(({ ctx, input }) => privacy.erasure(ctx.request, input)),
    erasures: procedure.input(noInput).query(({ ctx }) => privacy.erasures(ctx.request)),
    holds: procedure.input(noInput).query(({ ctx }) => privacy.holds(ctx.request)),
    hold: procedure.input(holdInput).mutation(({ ctx, input }) => privacy.hold(ctx.request, input)),
    release: procedure.input(personInput).mutation(({ ctx, input }) => privacy.release(ctx.request, input)),
  })
}
