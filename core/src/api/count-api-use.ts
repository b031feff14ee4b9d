import type { ExpandInput, RecordFilter, SortKey } from '@tenon/sdk/contract/query'
import { sql } from 'kysely'
import type { Actor, RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import type { ModelStore } from '../model/model-store.ts'
import { type NameBook, nameBook } from '../model/names/name-book.ts'
import type { ExportRecords } from '../records/export-records.ts'
import type { ApiDependencies, ApiServices } from './api-services.ts'
import { makeUseLedger, placeId, type Use } from './use-ledger.ts'
import { expandPlaces, filterPlaces, pathPlaces, type UsedPlace } from './used-places.ts'

/** So long after the first call what was counted is written. */
const FLUSH_MS = 30_000
const DAY_MS = 86_400_000
const KEPT_DAYS = 31

type Records = ApiServices['records']
type RecordTexts = ApiDependencies['recordTexts']

export interface CountApiUse {
  /** The same functions; calls of API keys and host sites that succeed are counted. */
  records(records: Records): Records
  texts(texts: RecordTexts): RecordTexts
  export(exportRecords: ExportRecords): ExportRecords
  flush(): Promise<void>
  close(): Promise<void>
}

/**
 * Counts which fields API keys and sites use, so that a plan can say who will notice a change. Nothing is written in a
 * request: the counts of half a minute are added to the tenant's table in one statement. What a killed process had
 * counted since is lost.
 */
export function makeCountApiUse({
  database,
  models,
  onError,
}: {
  database: Database
  models: Pick<ModelStore, 'get'>
  onError: (error: unknown) => void
}): CountApiUse {
  const ledger = makeUseLedger(awaitFlush)
  const cleaned = new Map<string, number>()
  let timer: NodeJS.Timeout | null = null
  let closed = false

  function awaitFlush(): void {
    if (!closed) timer ??= setTimeout(() => void flush(), FLUSH_MS).unref()
  }

  async function flush(): Promise<void> {
    if (timer !== null) clearTimeout(timer)
    timer = null
    for (const [schema, uses] of ledger.take()) {
      const isDue = Date.now() - (cleaned.get(schema) ?? 0) > DAY_MS
      if (isDue) cleaned.set(schema, Date.now())
      await write(database, { schema, uses, clean: isDue }).catch(onError)
    }
  }

  async function counted(ctx: RequestContext, kind: 'reads' | 'writes', touched: Touched): Promise<void> {
    const actor = outsider(ctx.actor)
    if (actor === null) return
    const book = nameBook(await models.get(ctx.tenant))
    const { schema } = ctx.tenant
    const { entity, fields, where, expand } = touched
    // Asked again and again by programs, and so counted as a whole where names need no looking up.
    const question = { key: `${kind} ${actor} ${entity} ${fields.join()}`, book, actor, kind }
    const fieldPlaces = () => keyedPlaces(book, { entity, fields })
    const whole = book.isPlain ? ledger.noteQuestion(schema, question, fieldPlaces) : null
    const rest = whole === null ? keyedPlaces(book, touched) : otherPlaces(book, { entity, where, expand })
    const once = new Map(rest.map((place) => [placeId(place), place]))
    for (const [id, place] of once)
      if (whole?.has(id) !== true) ledger.note(schema, { ...place, actor }, { kind, times: 1 })
  }

  return {
    records: (records) => countRecords(records, counted),
    texts: ({ find, get }) => ({
      find: counting(find, (ctx, input) => counted(ctx, 'reads', asked(input))),
      get: counting(get, (ctx, input) => counted(ctx, 'reads', asked(input))),
    }),
    export: (exportRecords) => counting(exportRecords, (ctx, input) => counted(ctx, 'reads', asked(input))),
    flush,
    async close() {
      closed = true
      await flush()
    },
  }
}

interface Touched {
  entity: string
  /** Names, and paths through references. */
  fields: readonly string[]
  where?: RecordFilter | undefined
  expand?: ExpandInput | undefined
}

/** What was touched by the keys of its parts, so that a rename keeps what was counted; the entity itself by no field. */
function keyedPlaces(book: NameBook, { entity: called, fields, ...rest }: Touched): UsedPlace[] {
  const entity = book.keyOf({ part: 'entity', scope: '', name: called }) ?? called
  const named = fields.flatMap((name) => (name === '*' ? [{ entity, field: name }] : pathPlaces(book, entity, name)))
  return [{ entity, field: '' }, ...named, ...otherPlaces(book, { entity, ...rest })]
}

function otherPlaces(book: NameBook, { entity, where, expand }: Omit<Touched, 'fields'>): UsedPlace[] {
  return [...filterPlaces(book, entity, where), ...expandPlaces(book, entity, expand)]
}

type Count = (ctx: RequestContext, kind: 'reads' | 'writes', touched: Touched) => Promise<void>

function countRecords(records: Records, count: Count): Records {
  return {
    create: counting(records.create, (ctx, input) => count(ctx, 'writes', written(input))),
    createMany: counting(records.createMany, (ctx, { entity, records: made }) => {
      const fields = [...new Set(made.flatMap((values) => Object.keys(values)))]
      return count(ctx, 'writes', { entity, fields })
    }),
    update: counting(records.update, (ctx, input) => count(ctx, 'writes', written(input))),
    get: counting(records.get, (ctx, input) => count(ctx, 'reads', asked(input))),
    find: counting(records.find, (ctx, input) => count(ctx, 'reads', asked(input))),
    summarize: counting(records.summarize, (ctx, { groupBy, sum, ...input }) => {
      const fields = [groupBy, ...(sum === undefined ? [] : [sum])]
      return count(ctx, 'reads', asked({ ...input, fields }))
    }),
    search: async (ctx, input) => {
      const found = await records.search(ctx, input)
      await Promise.all(found.hits.map(({ entity, field }) => count(ctx, 'reads', { entity, fields: [field] })))
      return found
    },
    group: counting(records.group, (ctx, { entity, where, groupBy, measures = {} }) => {
      const keys = groupBy.map((key) => (typeof key === 'string' ? key : key.field))
      const fields = [...keys, ...Object.values(measures).flatMap(({ field }) => field ?? [])]
      return count(ctx, 'reads', { entity, fields, where })
    }),
    delete: counting(records.delete, (ctx, { entity }) => count(ctx, 'writes', { entity, fields: [] })),
    restore: counting(records.restore, (ctx, { entity }) => count(ctx, 'writes', { entity, fields: [] })),
    duplicates: counting(records.duplicates, (ctx, input) => count(ctx, 'reads', written(input))),
    merge: counting(records.merge, (ctx, input) => count(ctx, 'writes', written(input))),
    unmerge: counting(records.unmerge, (ctx, { entity }) => count(ctx, 'writes', { entity, fields: [] })),
    moveStage: counting(records.moveStage, (ctx, { entity }) => count(ctx, 'writes', { entity, fields: ['stage'] })),
    moves: counting(records.moves, (ctx, { entity }) => count(ctx, 'reads', { entity, fields: ['stage'] })),
    reveal: counting(records.reveal, (ctx, { entity, field }) => count(ctx, 'reads', { entity, fields: [field] })),
    history: counting(records.history, (ctx, { entity }) => count(ctx, 'reads', { entity, fields: ['*'] })),
    asOf: counting(records.asOf, (ctx, { entity }) => count(ctx, 'reads', { entity, fields: ['*'] })),
    stageHistory: counting(records.stageHistory, (ctx, { entity }) =>
      count(ctx, 'reads', { entity, fields: ['pipeline', 'stage', 'stageEnteredAt'] }),
    ),
  }
}

function counting<I, O>(
  verb: (ctx: RequestContext, input: I) => Promise<O>,
  note: (ctx: RequestContext, input: I) => Promise<void>,
): (ctx: RequestContext, input: I) => Promise<O> {
  return async (ctx, input) => {
    const answer = await verb(ctx, input)
    // What was not answered is asked in another way.
    if (answer !== null) await note(ctx, input)
    return answer
  }
}

interface Asked {
  entity: string
  fields?: string[]
  expand?: ExpandInput
  where?: RecordFilter
  sort?: SortKey[]
}

/** Fields that a question is about; `*` where it asks for all. */
function asked({ entity, fields = ['*'], expand, where, sort = [] }: Asked): Touched {
  return { entity, fields: [...fields, ...sort.map(({ field }) => field)], where, expand }
}

function written({ entity, values }: { entity: string; values: object }): Touched {
  return { entity, fields: Object.keys(values) }
}

/** People use the model through screens, which follow it; keys and sites have its names written down elsewhere. */
function outsider(actor: Actor): string | null {
  if (actor.kind === 'apiKey') return `apiKey:${actor.id}`
  return actor.kind === 'customer' ? `site:${actor.site}` : null
}

interface Batch {
  schema: string
  uses: Use[]
  clean: boolean
}

/** In one order, so that two processes that write at once wait for each other instead of for ever. */
async function write(database: Database, { schema, uses, clean }: Batch): Promise<void> {
  const db = database.tenant(schema)
  const rows = uses
    .map((use) => ({ ...use, key: JSON.stringify([use.entity, use.field, use.actor]) }))
    .sort((one, other) => (one.key < other.key ? -1 : 1))
  const column = <T>(read: (use: Use) => T) => rows.map(read)
  await sql`insert into ${sql.id(schema, '_api_use')} as known (entity, field, actor, day, reads, writes)
    select entity, field, actor, (now() at time zone 'utc')::date, reads, writes
    from unnest(${column((use) => use.entity)}::text[], ${column((use) => use.field)}::text[],
      ${column((use) => use.actor)}::text[], ${column((use) => use.reads)}::bigint[],
      ${column((use) => use.writes)}::bigint[]) as counted (entity, field, actor, reads, writes)
    on conflict (entity, field, actor, day)
    do update set reads = known.reads + excluded.reads, writes = known.writes + excluded.writes`.execute(db)
  if (!clean) return
  await sql`delete from ${sql.id(schema, '_api_use')}
    where day < (now() at time zone 'utc')::date - ${sql.lit(KEPT_DAYS)}::int`.execute(db)
}
