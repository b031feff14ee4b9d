import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import { MAX_BATCH_LENGTH } from '../../sandbox/call-limits.ts'
import { HostText } from '../../sandbox/host-text.ts'
import type { HostResult } from '../../sandbox/sandbox.ts'
import { hostDenied } from './host-denied.ts'
import { type HostMethods, hostMethod } from './host-method.ts'
import type { HostRecords } from './host-records.ts'
import type { HostScope } from './host-scope.ts'
import { RECORD_ARGUMENTS } from './record-arguments.ts'
import { type HoldTurn, makeRecordTurns, type RecordTurns } from './record-turns.ts'

/** Of 256 kB, as much as an answer may be: summing up a look-up’s one record would cost the database more than it saves. */
const FEW_RECORDS = 4

/** Bytes; many that are shorter may wait for their child. */
const LONG_TEXT = 64 * 1024

type Right = 'read' | 'write' | 'delete'

/** `tenon.records`: the verbs that people have, bounded by capabilities and by the rights of whoever caused the call. */
export function makeRecordMethods(records: HostRecords, turns: RecordTurns = makeRecordTurns()): HostMethods {
  return {
    'records.find': hostMethod({
      args: RECORD_ARGUMENTS.find,
      async run(scope, input) {
        demand(scope, { method: 'records.find', entity: input.entity, right: 'read' })
        const limit = scope.budget.takeRows(input.limit ?? 50)
        let read = 0
        const bounded = { ...input, limit, ...(limit > FEW_RECORDS && { maxLength: MAX_BATCH_LENGTH }) }
        try {
          const page = await turns(scope, limit, (hold) => readPage(records, { ctx: scope.ctx, input: bounded, hold }))
          read = page.records
          return page.answer
        } catch (error) {
          // The database has read what was too long to be had.
          if (error instanceof TenonError && error.code === 'PAYLOAD_TOO_LARGE') read = limit
          throw error
        } finally {
          scope.budget.giveRowsBack(limit - read)
        }
      },
    }),
    'records.get': hostMethod({
      args: RECORD_ARGUMENTS.get,
      async run(scope, input) {
        demand(scope, { method: 'records.get', entity: input.entity, right: 'read' })
        scope.budget.takeRows(1)
        return bare(await turns(scope, 1, () => records.get(scope.ctx, input)))
      },
    }),
    'records.create': hostMethod({
      args: RECORD_ARGUMENTS.create,
      async run(scope, input) {
        demand(scope, { method: 'records.create', entity: input.entity, right: 'write' })
        return bare(await turns(scope, 1, () => records.create(scope.ctx, input)))
      },
    }),
    'records.update': hostMethod({
      args: RECORD_ARGUMENTS.update,
      async run(scope, input) {
        demand(scope, { method: 'records.update', entity: input.entity, right: 'write' })
        return bare(await turns(scope, 1, () => records.update(scope.ctx, input)))
      },
    }),
    'records.link': hostMethod({
      args: RECORD_ARGUMENTS.link,
      async run(scope, input) {
        demand(scope, { method: 'records.link', entity: input.entity, right: 'write' })
        return bare(await turns(scope, 1, () => records.link(scope.ctx, input)))
      },
    }),
    'records.delete': hostMethod({
      args: RECORD_ARGUMENTS.delete,
      async run(scope, input) {
        demand(scope, { method: 'records.delete', entity: input.entity, right: 'delete' })
        return bare(await turns(scope, 1, () => records.delete(scope.ctx, input)))
      },
    }),
  }
}

interface PageRead {
  ctx: RequestContext
  input: Parameters<HostRecords['find']>[1]
  hold: HoldTurn
}

/**
 * As text where it can be had so: as records, a few large pages would be many times their length in this process. The next is
 * read once the child has taken this one.
 */
async function readPage(
  records: HostRecords,
  { ctx, input, hold }: PageRead,
): Promise<{ answer: HostResult; records: number }> {
  const found = await records.findText(ctx, input)
  if (found !== null) {
    const taken = Promise.withResolvers<void>()
    if (found.text.length >= LONG_TEXT) hold(taken.promise)
    return { answer: new HostText(found.text, taken.resolve), records: found.records }
  }
  const page = await records.find(ctx, input)
  return { answer: { ...page, records: page.records.map(bare) }, records: page.records.length }
}

interface Demand {
  method: string
  entity: string
  right: Right
}

/** The right first, so that a plugin learns nothing from the order of refusals; a write is then paid for. */
function demand({ ctx, budget }: HostScope, { method, entity, right }: Demand): void {
  const { actor } = ctx
  const granted = actor.kind === 'plugin' && actor.capabilities.includes(`entity:${entity}:${right}`)
  if (!granted) throw hostDenied(ctx, method, entity)
  if (right === 'read') budget.rowsLeft()
  else budget.spendWrite(method, ctx.depth)
}

/** The fields alone: titles of records that references point at may be of entities that were not granted. */
function bare(record: TenonRecord): JsonValue {
  const { $labels: _labels, $expanded: _expanded, $typed: _typed, ...rest } = record
  return rest as JsonObject
}
