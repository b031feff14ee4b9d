import { createServer } from 'node:http'
import { initTRPC } from '@trpc/server'
import { type CreateFastifyContextOptions, fastifyTRPCPlugin } from '@trpc/server/adapters/fastify'
import fastify from 'fastify'
import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { z } from 'zod'

/*
 * The floor for reading over tRPC: tRPC on Fastify, Kysely, and nothing else. As it is usually written.
 */
interface Tables {
  'floor.opportunity': { id: string } & Record<string, unknown>
}

const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
const t = initTRPC.context<CreateFastifyContextOptions>().create()
const router = t.router({
  one: t.procedure
    .input(z.object({ id: z.uuid() }))
    .query(({ input }) =>
      db.selectFrom('floor.opportunity').selectAll().where('id', '=', input.id).executeTakeFirstOrThrow(),
    ),
})

const app = fastify({ logger: false, serverFactory: (handler) => createServer(handler) })
await app.register(fastifyTRPCPlugin, {
  prefix: '/trpc',
  trpcOptions: { router, createContext: (options: CreateFastifyContextOptions) => options },
})
await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
process.stdout.write(`floor on ${typeof address === 'object' ? address?.port : ''}.\n`)
