import type { TestActor } from '@tenon/sdk/contract/test-tenant'
import type { TestTools } from '@tenon/sdk/contract/test-tools'
import { uuidv7 } from 'uuidv7'
import type { ApiServices } from '../api/api-services.ts'
import type { RequestContext } from '../context/request-context.ts'
import { expectedNames } from '../model/expected-names.ts'

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
  return {
    id: ctx.actor.id,
    create: (entity, values) => run(entity, (at) => records.create(at, { entity, values })),
    get: (entity, id) => run(entity, (at) => records.get(at, { entity, id })),
    find: (entity, input = {}) => run(entity, (at) => records.find(at, { ...input, entity })),
    history: (entity, { id }) => run(entity, (at) => records.history(at, { entity, id })),
    update: (entity, { id, version }, values) =>
      run(entity, (at) => records.update(at, { entity, id, version, values })),
    move: (entity, { id, version }, stage) =>
      run(entity, (at) => records.moveStage(at, { entity, id, version, stage })),
    delete: (entity, { id, version }) => run(entity, (at) => records.delete(at, { entity, id, version })),
    restore: (entity, { id, version }) => run(entity, (at) => records.restore(at, { entity, id, version })),
  }
}

function unknownEntity(name: string, known: readonly string[]): Error {
  return new Error(`There is no entity '${name}' in this test's tenant; ${expectedNames(name, known).en}`)
}
