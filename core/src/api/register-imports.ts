import { Readable } from 'node:stream'
import { IMPORT_EXISTING, IMPORT_LIMITS } from '@tenon/sdk/contract/import-api'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { RequestContext } from '../context/request-context.ts'
import { tooLarge } from '../files/upload-refusals.ts'
import { makeAnswerError, PROBLEM } from './answer-error.ts'
import type { ApiDependencies } from './api-services.ts'
import { bulkIdInput } from './bulk-schemas.ts'
import { contentDisposition } from './content-disposition.ts'
import { passOverBadTypes } from './pass-over-bad-types.ts'
import { readApiCall } from './read-api-call.ts'
import { refuseCustomer } from './refuse-customer.ts'
import { tellFormerNames } from './tell-former-names.ts'

/** `?fields=name,,email`: an empty name leaves a column out. */
const fieldNames = z
  .string()
  .max(20_000)
  .transform((text) => text.split(',').map((name) => (name.trim() === '' ? null : name.trim())))
  .pipe(z.array(z.string().max(200).nullable()).max(IMPORT_LIMITS.columns))
const name = z.string().min(1).max(200)
const plan = z.strictObject({
  file: z.string().trim().min(1).max(200).default('import.csv'),
  match: z.exactOptional(name),
  existing: z.enum(IMPORT_EXISTING).default('skip'),
})
const checkQuery = plan.extend({
  fields: z.exactOptional(fieldNames),
  partial: z.exactOptional(z.enum(['true', 'false'])),
})
const startQuery = plan.extend({ fields: fieldNames })

interface Sent {
  ctx: RequestContext
  entity: string
  content: Uint8Array
}

/** POST /api/v1/<entity>/import-check and /import, whose body is the file; what is begun so is followed like any bulk run. */
export function registerImports(app: FastifyInstance, dependencies: ApiDependencies): void {
  app.register(async (scope) => registerFileRoutes(scope, dependencies))
  const { imports, identity } = dependencies
  app.get<{ Params: { id: string } }>(
    '/bulk-runs/:id/left-rows.csv',
    { exposeHeadRoute: false },
    async (request, reply) => {
      const ctx = refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
      const { file, text } = await imports.leftRows(ctx, bulkIdInput.parse(request.params))
      reply
        .header('cache-control', 'no-store')
        .header('x-content-type-options', 'nosniff')
        .header('content-disposition', contentDisposition('attachment', leftName(file, ctx)))
        .type('text/csv; charset=utf-8; header=present')
      return Readable.from(text)
    },
  )
}

function leftName(file: string, { locale }: RequestContext): string {
  const plain = file.replace(/\.(csv|tsv|txt)$/i, '')
  return locale === 'zh-CN' ? `${plain}-未导入.csv` : `${plain}-not-imported.csv`
}

async function registerFileRoutes(app: FastifyInstance, { imports, identity }: ApiDependencies): Promise<void> {
  app.setErrorHandler(makeAnswerError(PROBLEM))
  // The body is the file, whatever its sender calls it.
  app.removeAllContentTypeParsers()
  passOverBadTypes(app)
  app.addContentTypeParser('*', (_, payload, done) => done(null, payload))

  const handle =
    (answer: (sent: Sent, query: unknown, reply: FastifyReply) => Promise<unknown>) =>
    async (request: FastifyRequest, reply: FastifyReply) => {
      const ctx = refuseCustomer(await readApiCall(request, reply, identity.authenticate).authenticate())
      const { entity = '' } = request.params as Record<string, string>
      const content = await readWhole(ctx, request.body as Readable | null | undefined)
      const sent = await answer({ ctx, entity, content }, request.query, reply)
      tellFormerNames(reply, ctx)
      reply.header('cache-control', 'no-store')
      return sent
    }
  const options = { bodyLimit: Number.MAX_SAFE_INTEGER }

  app.post(
    '/:entity/import-check',
    options,
    handle(({ ctx, ...sent }, query) => {
      const { match, existing, partial, ...rest } = checkQuery.parse(query)
      return imports.check(ctx, { ...sent, ...rest, ...matching(match, existing), partial: partial === 'true' })
    }),
  )
  app.post(
    '/:entity/import',
    options,
    handle(async ({ ctx, ...sent }, query, reply) => {
      const { match, existing, ...rest } = startQuery.parse(query)
      const run = await imports.start(ctx, { ...sent, ...rest, ...matching(match, existing) })
      reply.status(run.status === 'running' ? 202 : 200).header('location', `/api/v1/bulk-runs/${run.id}`)
      return run
    }),
  )
}

function matching(field: string | undefined, existing: (typeof IMPORT_EXISTING)[number]) {
  return field === undefined ? {} : { match: { field, existing } }
}

/** No more than an import takes is ever in memory. */
async function readWhole(ctx: RequestContext, body: Readable | null | undefined): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  let size = 0
  // Destroyed, a request could not be answered any more.
  const stream = body?.iterator({ destroyOnReturn: false }) ?? []
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > IMPORT_LIMITS.bytes) throw tooLarge(ctx, IMPORT_LIMITS.bytes)
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
