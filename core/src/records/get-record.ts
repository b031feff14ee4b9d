import type { GetRecordInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { JsonBytes } from '../db/json-bytes.ts'
import { type Columns, RowSink } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import { isUuid } from './is-uuid.ts'
import { runKept, slot } from './kept-statement.ts'
import { matchingRows } from './matching-rows.ts'
import { notFoundOrMerged } from './merging/where-merged.ts'
import { type RecordColumns, type RecordRow, recordColumns } from './record-columns.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import type { WriteRecord } from './record-text.ts'

/** What most records need less than. */
const RECORD_SIZE = 2_048
const VERSION = '$version'

export type GetRecord = (ctx: RequestContext, input: GetRecordInput) => Promise<TenonRecord>

/** JSON of the record that `GetRecord` gives, and its version; null where it is not to be had so. */
export type GetRecordText = (
  ctx: RequestContext,
  input: GetRecordInput,
) => Promise<{ text: Buffer; version: number } | null>

/** Makes the function that reads one live record. It throws NOT_FOUND for one that the actor may not see. */
export function makeGetRecord({ database, ...dependencies }: ScopeDependencies & { database: Database }): GetRecord {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, id, fields, expand }) => {
    const scope = await openScope(ctx, { entity, action: 'read' })
    const db = database.tenant(ctx.tenant.schema)
    if (!isUuid(id)) {
      planRecord(scope, { id, fields, expand })
      throw recordNotFound(scope, id)
    }
    const { rows, built } = await runKept(db, keptRead(scope, { id, fields, expand }))
    if (rows[0] === undefined) throw await notFoundOrMerged(db, scope, id)
    return built.read(rows[0])
  }
}

/**
 * Makes the function that reads one live record as JSON, for callers that only hand it on: from the bytes that PostgreSQL
 * sends, without a record in between. Of one that the actor may not see, and of all but the simplest questions, it gives null.
 */
export function makeGetRecordText({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): GetRecordText {
  const openScope = makeOpenScope(dependencies)
  return async (ctx, { entity, ...input }) => {
    if (database.kind !== 'postgres' || !isUuid(input.id) || input.expand !== undefined) return null
    const scope = await openScope(ctx, { entity, action: 'read' })
    const kept = keptRead(scope, input)
    if (kept.key === null) return null
    const sinks: RecordSink[] = []
    const sink = ({ write }: RecordPlan) => {
      const one = new RecordSink(write)
      sinks.push(one)
      return one
    }
    await runKept(database.tenant(ctx.tenant.schema), { ...kept, sink })
    return sinks[0]?.found() ?? null
  }
}

interface RecordPlan extends Pick<RecordColumns, 'read' | 'write'> {
  statement: RawBuilder<RecordRow>
}

interface Wanted {
  id: string
  fields?: GetRecordInput['fields'] | undefined
  expand?: GetRecordInput['expand'] | undefined
}

function keptRead(scope: RecordScope, { id, fields, expand }: Wanted) {
  return {
    access: scope.access,
    // As JSON: no name that is asked for can pass for another choice.
    key: isSteady(scope, expand) ? `get ${JSON.stringify(fields)}` : null,
    build: () => planRecord(scope, { id: slot('id'), fields, expand }),
    values: { id },
  }
}

function planRecord(scope: RecordScope, { id, fields, expand }: Wanted): RecordPlan {
  // Which text somebody typed is for who edits the record, and so asks for all of it.
  const record = recordColumns(scope, { alias: 'r', fields, expand, typed: fields === undefined })
  const statement = sql<RecordRow>`select ${sql.join(record.columns)}, r.version as ${sql.id(VERSION)}
    from ${tableOf(scope.ctx, scope.entity)} r where r.id = ${id}::uuid and ${matchingRows(scope, { alias: 'r' })}`
  return { statement, read: record.read, write: record.write }
}

class RecordSink extends RowSink {
  readonly #write: WriteRecord
  readonly #out = new JsonBytes(RECORD_SIZE)
  #version: number | null = null

  constructor(write: WriteRecord) {
    super()
    this.#write = write
  }

  begin(): void {
    this.#version = null
    this.#out.clear()
  }

  take(row: RawRow, columns: Columns): void {
    const end = this.#write(row, columns, this.#out)
    this.#version = Number(row.textAt(end))
  }

  found(): { text: Buffer; version: number } | null {
    return this.#version === null ? null : { text: this.#out.written(), version: this.#version }
  }
}

/** What is worked out as it is read may be of the time at which it is. */
function isSteady({ entity }: RecordScope, expand: GetRecordInput['expand']): boolean {
  return entity.derivedFields.length === 0 && expand === undefined
}
