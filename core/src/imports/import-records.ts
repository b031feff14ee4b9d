import { isDeepStrictEqual } from 'node:util'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { makeBelt } from './batch-belt.ts'
import { findExisting, keyText } from './find-existing.ts'
import { type KnownRecords, makeKnownRecords } from './known-records.ts'
import { type MappedRow, mapRows, placeOf, rejectRow, type SourceGround } from './map-rows.ts'
import type { SourceRow } from './read-rows.ts'
import type { RecordVerbs } from './record-verbs.ts'
import { setSelfReferences } from './set-self-references.ts'
import type { StoredRow } from './stored-row.ts'

const BATCH = 500
/** Rows whose keys are looked up at once where each look goes through the whole table. */
const WINDOW = 5_000
/** While the database stores one, the next is read and checked. */
const AT_ONCE = 2

/** Imports one file's rows as records, in batches, then the references between them. */
export async function importRecords(
  ground: SourceGround,
  verbs: RecordVerbs,
  rows: AsyncIterable<SourceRow>,
): Promise<void> {
  const waiting: StoredRow[] = []
  const belt = makeBelt(AT_ONCE)
  const size = isFoundByIndex(ground) ? BATCH : WINDOW
  let ready: Batch[] = []
  const storeNext = async () => {
    const batch = ready.shift()
    ground.ctx.signal.throwIfAborted()
    if (batch === undefined) return
    await belt.put(keysOf(ground, batch.rows), async () => {
      const stored = await storeBatch(ground, verbs, batch)
      waiting.push(...stored.filter(({ later }) => later.length > 0))
      ground.tally.progress()
    })
  }
  const storeAll = async () => {
    while (ready.length > 0) await storeNext()
  }
  let window: MappedRow[] = []
  let read = 0
  const closeWindow = async () => {
    await storeAll()
    const begun = belt.keys()
    const known = makeKnownRecords(ground.source.key, { found: await lookUp(ground, verbs, window), begun })
    ready = batchesOf(window, known)
    window = []
    read = 0
  }
  try {
    for await (const chunk of inChunks(rows)) {
      ground.tally.read += chunk.length
      read += chunk.length
      window.push(...(await mapRows(ground, chunk)))
      // Reading and storing take turns, so that the database has always something to do.
      await storeNext()
      if (read >= size) await closeWindow()
    }
    await closeWindow()
    await storeAll()
  } catch (cause) {
    // What came before a row that ends the import is stored all the same.
    await storeAll()
    throw cause
  } finally {
    await belt.empty()
  }
  await setSelfReferences(ground, verbs, waiting)
  ground.tally.progress()
}

async function* inChunks(rows: AsyncIterable<SourceRow>): AsyncGenerator<SourceRow[]> {
  let chunk: SourceRow[] = []
  for await (const row of rows) {
    chunk.push(row)
    if (chunk.length < BATCH) continue
    yield chunk
    chunk = []
  }
  if (chunk.length > 0) yield chunk
}

function batchesOf(rows: readonly MappedRow[], known: KnownRecords): Batch[] {
  const starts = Array.from({ length: Math.ceil(rows.length / BATCH) }, (_, index) => index * BATCH)
  return starts.map((at) => ({ rows: rows.slice(at, at + BATCH), known }))
}

function isFoundByIndex({ entity, source }: SourceGround): boolean {
  const { unique, indexed } = entity.fields.get(source.key)?.schema ?? {}
  return source.key === 'id' || unique === true || indexed === true
}

function lookUp({ ctx, source }: SourceGround, { findByKey }: RecordVerbs, rows: readonly MappedRow[]) {
  return findExisting(ctx, findByKey, {
    entity: source.entity,
    key: source.key,
    fields: Object.keys(source.fields),
    values: rows.map(({ values }) => values[source.key] as JsonValue),
  })
}

function keysOf({ source }: SourceGround, rows: readonly MappedRow[]): Set<string> {
  return new Set(rows.map(({ values }) => keyText(values[source.key])))
}

interface Batch {
  rows: readonly MappedRow[]
  known: KnownRecords
}

/** Rows of one key are one record: a later one waits until the earlier one is stored. */
async function storeBatch(ground: SourceGround, verbs: RecordVerbs, { rows, known }: Batch): Promise<StoredRow[]> {
  const stored: StoredRow[] = []
  let open = [...rows]
  while (open.length > 0) {
    const seen = new Set<string>()
    const [now, next]: [MappedRow[], MappedRow[]] = [[], []]
    for (const mapped of open) {
      const key = keyText(mapped.values[ground.source.key])
      const list = seen.has(key) ? next : now
      seen.add(key)
      list.push(mapped)
    }
    stored.push(...(await storeRows(ground, verbs, { rows: now, known })))
    open = next
  }
  return stored
}

async function storeRows(ground: SourceGround, verbs: RecordVerbs, { rows, known }: Batch): Promise<StoredRow[]> {
  const { source } = ground
  const existing = known.take(rows) ?? (await lookUp(ground, verbs, rows))
  const fresh: MappedRow[] = []
  const stored: StoredRow[] = []
  for (const mapped of rows) {
    const [record, other] = existing.get(keyText(mapped.values[source.key])) ?? []
    if (record === undefined) fresh.push(mapped)
    else if (other !== undefined) rejectAmbiguous(ground, mapped)
    else stored.push(...(await updateRow(ground, verbs, { mapped, record })))
  }
  return [...stored, ...(await createRows(ground, verbs, fresh))]
}

function rejectAmbiguous({ source, tally }: SourceGround, { row }: MappedRow): void {
  const reason = `there are several records of ${source.entity} with this ${source.key}`
  tally.reject({ ...placeOf(source.fields[source.key], row), reason })
}

async function updateRow(
  ground: SourceGround,
  { updateRecord }: RecordVerbs,
  { mapped, record }: { mapped: MappedRow; record: TenonRecord },
): Promise<StoredRow[]> {
  const { ctx, source, tally } = ground
  const { row, later } = mapped
  const changes: JsonObject = Object.fromEntries(
    Object.entries(mapped.values).filter(([name, value]) => !isDeepStrictEqual(value, record[name] ?? null)),
  )
  const outcome = Object.keys(changes).length === 0 ? 'unchanged' : 'updated'
  try {
    const { id, version } = record
    if (outcome === 'updated') await updateRecord(ctx, { entity: source.entity, id, version, values: changes })
    tally[outcome] += 1
    return [{ row, id, later, outcome }]
  } catch (cause) {
    rejectRow(ground, row, cause)
    return []
  }
}

async function createRows(
  ground: SourceGround,
  { createEachRecord }: RecordVerbs,
  rows: readonly MappedRow[],
): Promise<StoredRow[]> {
  if (rows.length === 0) return []
  const records = rows.map(({ values }) => values)
  const { done, failed } = await createEachRecord(ground.ctx, {
    ...{ entity: ground.source.entity, records, brief: true },
    checked: { by: ground.entity, records },
  })
  for (const { position, value } of failed) {
    const row = rows[position]?.row
    if (row !== undefined) rejectRow(ground, row, value)
  }
  ground.tally.created += done.length
  return done.flatMap(({ position, value }) => {
    const mapped = rows[position]
    return mapped === undefined
      ? []
      : [{ row: mapped.row, id: value.id, later: mapped.later, outcome: 'created' as const }]
  })
}
