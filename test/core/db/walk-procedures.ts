import { z } from 'zod'
import type { ApiServices } from '../../../core/src/api/api-services.ts'
import { makeTenonRouter } from '../../../core/src/api/tenon-router.ts'
import type { RequestContext } from '../../../core/src/context/request-context.ts'

interface Schema {
  type?: string
  const?: unknown
  enum?: unknown[]
  anyOf?: Schema[]
  oneOf?: Schema[]
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
}

interface Procedure {
  _def: { inputs: z.ZodType[] }
}

export interface Called {
  procedure: string
  /** `ok`, or the code of the error. */
  outcome: string
}

/** Values by the name of what is asked for. */
export type Known = Readonly<Record<string, unknown>>

/**
 * Calls every procedure of the API, in their order but what takes away last, with an input that is made of its schema and of known values.
 * `known` is asked anew for each procedure.
 */
export async function walkProcedures(
  { services, ctx }: { services: ApiServices; ctx: RequestContext },
  known: (procedure: string) => Promise<Known>,
): Promise<Called[]> {
  const router = makeTenonRouter(services)
  const caller = router.createCaller({ requestId: 'walk', locale: 'en', authenticate: async () => ctx })
  const procedures = Object.entries(router._def.procedures as unknown as Record<string, Procedure>)
  const called: Called[] = []
  for (const [procedure, { _def }] of procedures.sort(([a], [b]) => Number(takesAway(a)) - Number(takesAway(b)))) {
    const [schema] = _def.inputs
    const shape = schema && (z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Schema)
    const input = shape === undefined ? undefined : inputOf(shape, await known(procedure))
    const [topic = '', name = ''] = procedure.split('.')
    const call = (caller as unknown as Record<string, Record<string, (input: unknown) => Promise<unknown>>>)[topic]?.[
      name
    ]
    const outcome = await call?.(input).then(
      () => 'ok',
      (error: { cause?: { code?: string; message?: string }; code?: string; message?: string }) =>
        `${error.cause?.code ?? error.code}: ${error.cause?.message ?? error.message}`,
    )
    called.push({ procedure, outcome: outcome ?? 'missing' })
  }
  return called
}

function takesAway(procedure: string): boolean {
  return /\.(delete|remove|purge|erase|revoke|undo|discardDraft|restore)\b/.test(procedure)
}

function inputOf(schema: Schema, known: Known): unknown {
  const [first] = schema.anyOf ?? schema.oneOf ?? []
  if (first !== undefined) return inputOf(first, known)
  if (schema.const !== undefined) return schema.const
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.type === 'object') return objectOf(schema, known)
  if (schema.type === 'array') return schema.items === undefined ? [] : [inputOf(schema.items, known)]
  return { integer: 1, number: 1, boolean: true, null: null }[schema.type ?? ''] ?? known['text']
}

function objectOf({ properties = {}, required = [] }: Schema, known: Known): Record<string, unknown> {
  const named = Object.keys(properties).filter((name) => required.includes(name) || Object.hasOwn(known, `${name}?`))
  return Object.fromEntries(
    named.map((name) => [name, known[`${name}?`] ?? known[name] ?? inputOf(properties[name] ?? {}, known)]),
  )
}
