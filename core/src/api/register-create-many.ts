import type { FastifyInstance } from 'fastify'
import type { ApiDependencies } from './api-services.ts'
import { MANY_RECORDS_LIMIT } from './body-limits.ts'
import { checkJsonBounds } from './check-json-bounds.ts'
import { createManyInput } from './envelope-schemas.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { readObject } from './rest-input.ts'
import { tellFormerNames } from './tell-former-names.ts'

/** Many records in one request, over REST; their body may be larger than others. */
export function registerCreateMany(app: FastifyInstance, { services, identity }: ApiDependencies): void {
  app.post<{ Params: { entity: string } }>(
    '/:entity/create-many',
    { bodyLimit: MANY_RECORDS_LIMIT.bytes },
    async (request, reply) => {
      const call = readApiCall(request, reply, identity.authenticate)
      const ctx = refuseCustomer(await call.authenticate())
      checkJsonBounds(request.body, call.locale, MANY_RECORDS_LIMIT)
      const { entity } = request.params
      const input = createManyInput.parse({ ...readObject(request.body, call.locale), entity })
      const created = await services.records.createMany(ctx, input)
      tellFormerNames(reply, ctx)
      // 200: some were refused, as the answer says.
      return reply
        .status(created.failed === 0 ? 201 : 200)
        .header('cache-control', 'no-store')
        .send(created)
    },
  )
}
