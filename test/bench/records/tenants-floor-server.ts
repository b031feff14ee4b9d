import fastify from 'fastify'
import pg from 'pg'
import { FIELDS } from './growth-plugin.ts'

/*
 * The floor of many tenants: Fastify and `pg` with three prepared statements for each tenant's table, which connections keep for
 * ever, and nothing else. `DATABASE_URL` names the database, an address's first part the schema. Says its port once it listens.
 */
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10 })
const app = fastify({ logger: false })
const columns = FIELDS.join(', ')
const places = FIELDS.map((_, index) => `$${index + 1}`).join(', ')

/** As ours writes it, in the tenant's own schema: the name is checked, since it stands in the text. */
function tableOf(params: unknown): string {
  const { schema } = params as { schema: string }
  if (!/^t_[a-z0-9_]+$/.test(schema)) throw new Error(`${schema} is no schema`)
  return `${schema}.entity3`
}

const ask = async (kind: string, table: string, [text, values]: [string, unknown[]]) =>
  (await pool.query({ name: `${kind} ${table}`, text, values })).rows

app.get('/:schema/one/:id', async ({ params }) => {
  const table = tableOf(params)
  const { id } = params as { id: string }
  const [row] = await ask('one', table, [`select id, version, ${columns} from ${table} where id = $1`, [id]])
  return row
})
app.get('/:schema/list/:value', async ({ params }) => {
  const table = tableOf(params)
  const { value } = params as { value: string }
  const text = `select id, version, ${columns} from ${table} where field1 = $1 and deleted_at is null
    order by created_at desc, id desc limit 50`
  return ask('list', table, [text, [value]])
})
app.post('/:schema/create', async ({ params, body }, reply) => {
  const table = tableOf(params)
  const values = body as Record<string, unknown>
  const text = `insert into ${table} (id, ${columns}) values (gen_random_uuid(), ${places}) returning id, version, ${columns}`
  const [row] = await ask('create', table, [text, FIELDS.map((field) => values[field])])
  reply.status(201)
  return row
})

await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
process.stdout.write(`floor on ${typeof address === 'object' ? address?.port : ''}.\n`)
