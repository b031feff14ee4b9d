import fastify from 'fastify'
import pg from 'pg'

/*
 * The floor: Fastify and `pg` with a prepared statement per question and nothing else, no rights, audit or events.
 * `DATABASE_URL` names the database; its tables are in the schema `floor`. Says its port once it listens.
 */
const types = new pg.TypeOverrides()
types.setTypeParser(pg.types.builtins.INT8, Number)
const pool = new pg.Pool({ connectionString: process.env['DATABASE_URL'], max: 10, types })
const app = fastify({ logger: false, bodyLimit: 4_000_000 })

const COLUMNS = `name, account, phase, amount, currency, probability, close_on, source, region, city, contact_name,
  contact_email, contact_phone, priority, score, active, website, next_step, description, last_contact_at, external_id, rating`
const COUNT = 22
const places = (from: number) => Array.from({ length: COUNT }, (_, index) => `$${from + index}`).join(', ')

type Values = Record<string, unknown> & { amount: { amount: string; currency: string } }

/** In the order of COLUMNS. */
function valuesOf(body: unknown): unknown[] {
  const v = body as Values
  return [
    ...[v['name'], v['account'], v['phase'], v.amount.amount, v.amount.currency, v['probability'], v['closeOn']],
    ...[v['source'], v['region'], v['city'], v['contactName'], v['contactEmail'], v['contactPhone'], v['priority']],
    ...[
      v['score'],
      v['active'],
      v['website'],
      v['nextStep'],
      v['description'],
      v['lastContactAt'],
      v['externalId'],
      v['rating'],
    ],
  ]
}

const ask = async (name: string, text: string, values: unknown[]) => (await pool.query({ name, text, values })).rows

app.get('/one/:id', async (request) => {
  const { id } = request.params as { id: string }
  const [row] = await ask('one', `select id, version, ${COLUMNS} from floor.opportunity where id = $1`, [id])
  return row
})
app.get('/list/:phase', async (request) => {
  const { phase } = request.params as { phase: string }
  return ask(
    'list',
    `select id, version, ${COLUMNS} from floor.opportunity where phase = $1 and deleted_at is null
     order by created_at desc, id desc limit 50`,
    [phase],
  )
})
app.get('/labels/:phase', async (request) => {
  const { phase } = request.params as { phase: string }
  return ask(
    'labels',
    `select o.id, o.version, ${COLUMNS.replaceAll(/(\w+)/g, 'o.$1')}, a.name as account_name
     from floor.opportunity o left join floor.account a on a.id = o.account
     where o.phase = $1 and o.deleted_at is null order by o.created_at desc, o.id desc limit 50`,
    [phase],
  )
})
app.post('/create', async (request, reply) => {
  const [row] = await ask(
    'create',
    `insert into floor.opportunity (${COLUMNS}) values (${places(1)}) returning id, version, ${COLUMNS}`,
    valuesOf(request.body),
  )
  reply.status(201)
  return row
})
app.patch('/update/:id', async (request) => {
  const { id } = request.params as { id: string }
  const { version, nextStep, priority } = request.body as { version: number; nextStep: string; priority: number }
  const [row] = await ask(
    'update',
    `update floor.opportunity set next_step = $3, priority = $4, version = version + 1, updated_at = now()
     where id = $1 and version = $2 returning id, version, ${COLUMNS}`,
    [id, version, nextStep, priority],
  )
  return row
})
app.get('/sums', async () =>
  ask('sums', `select phase, count(*), sum(amount) from floor.opportunity where deleted_at is null group by phase`, []),
)
app.get('/search/:text', async (request) => {
  const { text } = request.params as { text: string }
  return ask(
    'search',
    `select id, name from floor.account where name ilike $1 and deleted_at is null order by created_at desc limit 50`,
    [`%${text}%`],
  )
})
app.post('/create-many', async (request) => {
  const { records } = request.body as { records: unknown[] }
  const lists = records.map(valuesOf)
  const columns = Array.from({ length: COUNT }, (_, at) => lists.map((row) => row[at]))
  const kinds =
    'text uuid text numeric text numeric date text text text text text text int numeric bool text text text timestamptz text int'
  const arrays = kinds.split(' ').map((kind, at) => `$${at + 1}::${kind}[]`)
  return ask(
    'many',
    `insert into floor.opportunity (${COLUMNS}) select * from unnest(${arrays.join(', ')}) returning id, version`,
    columns,
  )
})

await app.listen({ port: 0, host: '127.0.0.1' })
const address = app.server.address()
process.stdout.write(`floor on ${typeof address === 'object' ? address?.port : ''}.\n`)
