import type { TestActor } from '@tenon/sdk/contract/test-tenant'
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
}

/** The record verbs as one actor has them. */
export function makeTestActor(records: ApiServices['records'], { ctx, check, entities }: ActorInput): TestActor {
  const at = (entity: string): RequestContext => {
    check()
    if (!entities.includes(entity)) {
      throw new Error(`There is no entity '${entity}' in this test's tenant; ${expectedNames(entity, entities).en}`)
    }
    return Object.freeze({ ...ctx, requestId: uuidv7() })
  }
  return {
    id: ctx.actor.id,
    create: async (entity, values) => records.create(at(entity), { entity, values }),
    get: async (entity, id) => records.get(at(entity), { entity, id }),
    find: async (entity, input = {}) => records.find(at(entity), { ...input, entity }),
    history: async (entity, { id }) => records.history(at(entity), { entity, id }),
    update: async (entity, { id, version }, values) => records.update(at(entity), { entity, id, version, values }),
    move: async (entity, { id, version }, stage) => records.moveStage(at(entity), { entity, id, version, stage }),
    delete: async (entity, { id, version }) => records.delete(at(entity), { entity, id, version }),
    restore: async (entity, { id, version }) => records.restore(at(entity), { entity, id, version }),
  }
}
