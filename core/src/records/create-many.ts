import type { CreateManyInput, CreateManyResult, CreateOutcome } from '@tenon/sdk/contract/create-many'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { RequestContext } from '../context/request-context.ts'
import { makePrepare, store, storeEach } from './create-records.ts'
import { settleClaim } from './idempotency/settle-claim.ts'
import { batchError, type Settled } from './settled.ts'
import type { WriteDependencies } from './write-dependencies.ts'

export type CreateMany = (ctx: RequestContext, input: CreateManyInput) => Promise<CreateManyResult>

/** Makes the function that creates many records of one entity, and says of each what became of it. */
export function makeCreateMany(dependencies: WriteDependencies): CreateMany {
  const prepare = makePrepare(dependencies)
  const { database } = dependencies

  async function createAll(ctx: RequestContext, { entity, records }: CreateManyInput): Promise<CreateManyResult> {
    const { scope, settled } = await prepare(ctx, { entity, records, brief: true })
    const { done, failed } = settled.failed.length > 0 ? settled : await store(dependencies, scope, settled.done)
    // A batch of one is a batch too: its problems point at its record.
    if (failed.length > 0) throw batchError(failed, Math.max(2, records.length))
    return createdMany(done.map(({ value }) => value as { id: string; version: number }))
  }

  return async (ctx, { mode = 'allOrNothing', ...input }) => {
    if (mode === 'allOrNothing') return createAll(ctx, input)
    const { entity, records } = input
    const before = ctx.doneBefore ?? []
    const made = new Set(before.map(({ position }) => position))
    const { scope, settled } = await prepare(ctx, { entity, records, brief: true, made })
    const stored = await storeEach({ database, inParts: true }, scope, settled.done)
    const done = [...before.map(({ position, ...value }) => ({ position, value })), ...stored.done]
    const results = outcomesOf({ done, failed: [...settled.failed, ...stored.failed] })
    await settleClaim(database.tenant(ctx.tenant.schema), ctx, results)
    return createdMany(results)
  }
}

/** The answer, as it is kept under an idempotency key: in the order of the input. */
function createdMany(results: CreateOutcome[]): CreateManyResult {
  const failed = results.filter((result) => 'error' in result).length
  return { created: results.length - failed, failed, results }
}

/** The same of an answer that was kept. */
export function toldCreated(kept: JsonValue[]): CreateManyResult {
  return createdMany(kept as unknown as CreateOutcome[])
}

function outcomesOf({ done, failed }: Settled<{ id: string; version: number }>): CreateOutcome[] {
  const all = [
    ...done.map(({ position, value: { id, version } }) => ({ position, outcome: { id, version } })),
    ...failed.map(({ position, value }) => ({ position, outcome: { error: value.toBody() } })),
  ]
  return all.sort((one, other) => one.position - other.position).map(({ outcome }) => outcome)
}
