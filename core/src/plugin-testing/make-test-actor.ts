import type { TestActor } from '@tenon/sdk/contract/test-tenant'
import type { TestTools } from '@tenon/sdk/contract/test-tools'
import { uuidv7 } from 'uuidv7'
import type { ApiServices } from '../api/api-services.ts'
import type { RequestContext } from '../context/request-context.ts'

/** The record verbs as one actor has them. `check` throws where the actor's tenant has been given to another test. */
export function makeTestActor(
  records: ApiServices['records'],
  { ctx, check }: { ctx: RequestContext; check: () => void },
): Omit<TestActor, keyof TestTools> {
  const at = (): RequestContext => {
    check()
    return Object.freeze({ ...ctx, requestId: uuidv7() })
  }
  return {
    id: ctx.actor.id,
    create: async (entity, values) => records.create(at(), { entity, values }),
    get: async (entity, id) => records.get(at(), { entity, id }),
    find: async (entity, input = {}) => records.find(at(), { ...input, entity }),
    update: async (entity, { id, version }, values) => records.update(at(), { entity, id, version, values }),
    move: async (entity, { id, version }, stage) => records.moveStage(at(), { entity, id, version, stage }),
    delete: async (entity, { id, version }) => {
      await records.delete(at(), { entity, id, version })
    },
    restore: async (entity, { id, version }) => records.restore(at(), { entity, id, version }),
  }
}
