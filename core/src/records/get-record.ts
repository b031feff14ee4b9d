import type { GetRecordInput } from '@tenon/sdk/contract/api-contract'
import type { TenonRecord } from '@tenon/sdk/contract/record'
import { type RawBuilder, sql } from 'kysely'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { JsonBytes } from '../db/json-bytes.ts'
import { type Columns, formatsMessage, RowSink, TEXT } from '../db/kept-query.ts'
import type { RawRow } from '../db/raw-row.ts'
import { isUuid } from './is-uuid.ts'
import { runKept, slot } from './kept-statement.ts'
import { matchingRows } from './matching-rows.ts'
import { notFoundOrMerged } from './merging/where-merged.ts'
import { type RecordRow, recordColumns } from './record-columns.ts'
import { recordNotFound } from './record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from './record-scope.ts'
import { recordText, type WriteRecord } from './record-text.ts'

/** What most records need less than. */
const RECORD_SIZE = 2_048

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
    const kept = keptRead(scope, { id, fields, expand })
    const { rows, built } = await runKept(db, database.kind === 'postgres' ? { ...kept, together: 'always' } : kept)
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
    const key = keyOf(scope, input)
    if (key === null) return null
    const sinks: RecordSink[] = []
    const kept = {
      ...{ access: scope.access, key: `${key} text`, values: { id: input.id }, together: 'always' as const },
      build: () => planText(scope, { ...input, id: slot('id') }),
      sink: ({ write, formats }: TextPlan) => {
        const one = new RecordSink(write, formats)
        sinks.push(one)
        return one
      },
    }
    await runKept(database.tenant(ctx.tenant.schema), kept)
    return sinks[0]?.found() ?? null
  }
}

interface Wanted {
  id: string
  fields?: GetRecordInput['fields'] | undefined
  expand?: GetRecordInput['expand'] | undefined
}

function keptRead(scope: RecordScope, { id, ...wanted }: Wanted) {
  return {
    ...{ access: scope.access, key: keyOf(scope, wanted), values: { id } },
    build: () => planRecord(scope, { id: slot('id'), ...wanted }),
  }
}

/** As JSON: no name that is asked for can pass for another choice. What is worked out as it is read may be of the time at which it is. */
function keyOf({ entity }: RecordScope, { fields, expand }: Omit<Wanted, 'id'>): string | null {
  return entity.derivedFields.length === 0 && expand === undefined ? `get ${JSON.stringify(fields)}` : null
}

function planRecord(scope: RecordScope, wanted: Wanted) {
  const record = recordColumns(scope, partsOf(wanted))
  return { statement: readStatement<RecordRow>(scope, wanted.id, record.columns), read: record.read }
}

interface TextPlan {
  statement: RawBuilder<unknown>
  write: WriteRecord
  formats: Buffer
}

function planText(scope: RecordScope, wanted: Wanted): TextPlan {
  const { columns, formats, write } = recordText(scope, partsOf(wanted))
  const statement = readStatement(scope, wanted.id, [...columns, sql`r.version`])
  return { statement, write, formats: formatsMessage([...formats, TEXT]) }
}

/** Which text somebody typed is for who edits the record, and so asks for all of it. */
function partsOf({ fields, expand }: Wanted) {
  return { alias: 'r', fields, expand, typed: fields === undefined }
}

function readStatement<Row>(scope: RecordScope, id: string, columns: readonly RawBuilder<unknown>[]): RawBuilder<Row> {
  return sql<Row>`select ${sql.join(columns)} from ${tableOf(scope.ctx, scope.entity)} r
    where r.id = ${id}::uuid and ${matchingRows(scope, { alias: 'r' })}`
}

class RecordSink extends RowSink {
  readonly #write: WriteRecord
  readonly #out = new JsonBytes(RECORD_SIZE)
  #version: number | null = null

  constructor(write: WriteRecord, formats: Buffer) {
    super(formats)
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
