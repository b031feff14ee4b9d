import type { FindRecordsInput } from '@tenon/sdk/contract/query'
import type { RecordRef, TestActor } from '@tenon/sdk/contract/test-tenant'
import type { TestTools } from '@tenon/sdk/contract/test-tools'
import { uuidv7 } from 'uuidv7'
import type { ApiServices } from '../api/api-services.ts'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'
import { checkId, checkNames, checkRecord, checkValues } from './check-arguments.ts'

interface ActorInput {
  ctx: RequestContext
  /** Throws where the actor's tenant has been given to another test. */
  check: () => void
  /** Names of all entities: an unknown one is a mistake of the test, and not for the store to be silent about. */
  entities: readonly string[]
  /** Given all that an actor does: says where in the plugin's files an error was thrown, and counts what has run. */
  step: <T>(work: Promise<T>) => Promise<T>
}

type Records = ApiServices['records']

/** What a list can be asked for by. */
const FIND_NAMES = Object.keys({
  ...{ where: 0, search: 0, sort: 0, fields: 0, expand: 0, limit: 0 },
  ...{ after: 0, before: 0, deleted: 0, count: 0 },
} satisfies Record<keyof Omit<FindRecordsInput, 'entity'>, 0>)

/** The record verbs as one actor has them. */
export function makeTestActor(
  records: Records,
  { ctx, check, entities, step }: ActorInput,
): Omit<TestActor, keyof TestTools> {
  async function run<T>(entity: string, verb: (at: RequestContext) => Promise<T>): Promise<T> {
    check()
    if (!entities.includes(entity)) throw unknownEntity(entity, entities)
    return step(verb(Object.freeze({ ...ctx, requestId: uuidv7() })))
  }
  /** The same with a record of a state, as the test has it. */
  const change = <T>(verb: string, { entity, record }: Changed, work: (at: RequestContext) => Promise<T>) =>
    run(entity, async (at) => {
      checkRecord({ where: `${verb}('${entity}', record)`, given: record }, { versioned: true })
      return work(at)
    })
  return {
    id: ctx.actor.id,
    create: (entity, values) =>
      run(entity, async (at) => {
        checkValues({ where: `create('${entity}', values)`, given: values })
        return records.create(at, { entity, values })
      }),
    get: (entity, id) =>
      run(entity, async (at) => {
        checkId({ where: `get('${entity}', id)`, given: id })
        return records.get(at, { entity, id })
      }),
    find: (entity, input = {}) =>
      run(entity, async (at) => {
        checkNames({ where: `find('${entity}', input)`, given: input }, FIND_NAMES)
        return records.find(at, { ...input, entity })
      }),
    history: (entity, record) =>
      run(entity, async (at) => {
        checkRecord({ where: `history('${entity}', record)`, given: record }, { versioned: false })
        return records.history(at, { entity, id: record.id })
      }),
    update: (entity, record, values) =>
      change('update', { entity, record }, async (at) => {
        checkValues({ where: `update('${entity}', record, values)`, given: values })
        return records.update(at, { entity, ...stateOf(record), values })
      }),
    move: (entity, record, stage) =>
      change('move', { entity, record }, (at) => records.moveStage(at, { entity, ...stateOf(record), stage })),
    delete: (entity, record) =>
      change('delete', { entity, record }, (at) => records.delete(at, { entity, ...stateOf(record) })),
    restore: (entity, record) =>
      change('restore', { entity, record }, (at) => records.restore(at, { entity, ...stateOf(record) })),
  }
}

interface Changed {
  entity: string
  record: RecordRef
}

function stateOf({ id, version }: RecordRef): RecordRef {
  return { id, version }
}

function unknownEntity(name: string, known: readonly string[]): Error {
  return new Error(`There is no entity '${name}' in this test's tenant; ${expectedNames(name, known).en}`)
}
