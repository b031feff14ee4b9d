import type {
  AuditApi,
  AuditEntry,
  AuditFilter,
  AuditPage,
  FindAuditInput,
  TimelineInput,
} from '@tenon/sdk/contract/audit-api'
import { sql } from 'kysely'
import type { Access } from '../../access/make-access.ts'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import type { WithContext } from '../../identity/with-context.ts'
import { type NameBook, nameBook } from '../../model/names/name-book.ts'
import { findQueryField } from '../find-query-field.ts'
import { hiddenFields } from '../hidden-fields.ts'
import { isUuid } from '../is-uuid.ts'
import { entityKey, fieldKey } from '../names/keyed-input.ts'
import { queryProblem } from '../query-problem.ts'
import type { Queryable } from '../queryable.ts'
import { recordNotFound } from '../record-not-found.ts'
import { makeOpenScope, type RecordScope, type ScopeDependencies, tableOf } from '../record-scope.ts'
import { rowPredicate } from '../row-predicate.ts'
import { findableField } from '../visible-field.ts'
import { describeEntries, type TimelineScope } from './describe-entries.ts'
import { parseGroup } from './entry-group.ts'
import { namedEntries } from './named-entries.ts'
import { noCursor } from './no-cursor.ts'
import { readPastParts } from './past-parts.ts'
import { readGroupedPage } from './read-grouped-page.ts'
import { type EntryScan, scanEntries } from './scan-entries.ts'

const PAGE = 50
const NONE: ReadonlySet<string> = new Set()

export interface AuditTrailDependencies extends ScopeDependencies {
  database: Database
  access: Pick<Access, 'of' | 'requireAdmin'>
}

/** Makes the verbs that read the audit trail: of one record, and of the whole tenant. */
export function makeAuditTrail(dependencies: AuditTrailDependencies): WithContext<Pick<AuditApi, 'timeline' | 'find'>> {
  return { timeline: makeTimeline(dependencies), find: makeFind(dependencies) }
}

/** @throws TenonError FORBIDDEN, NOT_FOUND, BAD_REQUEST for a field that the reader may not find records by */
function makeTimeline(dependencies: AuditTrailDependencies) {
  const { database, access, models } = dependencies
  const openScope = makeOpenScope(dependencies)
  return async (ctx: RequestContext, { entity: called, id, field: asked, ...input }: TimelineInput) => {
    const book = nameBook(await models.get(ctx.tenant))
    const entity = entityKey(ctx, book, called)
    const scope = await openScope(ctx, { entity, action: 'read' })
    if (!scope.access.canRead('updatedBy') || !isUuid(id)) throw recordNotFound(scope, id)
    const isAdmin = await isAllowed(access.requireAdmin(ctx))
    const db = database.tenant(ctx.tenant.schema)
    const field = asked === undefined ? undefined : await timelineField(db, scope, { book, isAdmin, name: asked })
    const fields = [...scope.entity.fields.keys()]
    const closed = hiddenFields(scope.access, { names: fields, alias: 'r' }) ?? sql`null::text[]`
    const { rows } = await sql<{ hidden: string[] | null }>`
      select ${closed} as hidden from ${tableOf(ctx, scope.entity)} r
      where r.id = ${id}::uuid and ${rowPredicate(scope.access, { action: 'read', alias: 'r' })}`.execute(db)
    if (rows[0] === undefined) throw recordNotFound(scope, id)
    // A field that is not there for the reader in this record has never changed.
    if (field !== undefined && rows[0].hidden?.includes(field)) return { entries: [], nextCursor: null }
    const scan = scanOf(ctx, { ...input, ...(field !== undefined && { field }) })
    return readPage(dependencies, { ...scope, isAdmin }, { ...scan, entity, recordId: id })
  }
}

interface AskedField {
  book: NameBook
  isAdmin: boolean
  name: string
}

/** The key of a field that the reader may find records by; admins are told of those that the model does not have any more, too. */
async function timelineField(db: Queryable, scope: RecordScope, { book, isAdmin, name }: AskedField): Promise<string> {
  const { ctx, entity } = scope
  const key = book.keyOf({ part: 'field', scope: entity.name, name })
  if (isAdmin && key !== null && findQueryField(scope, entity, key) === undefined) {
    const missed = { entities: NONE, fields: [{ entity: entity.name, field: key }], staged: NONE }
    if ((await readPastParts(db, ctx, missed)).field(entity.name, key) !== undefined) return key
  }
  const field = fieldKey(ctx, book, { entity: entity.name, name })
  findableField(scope, { name: field, pointer: '/field' })
  return field
}

/** @throws TenonError FORBIDDEN, BAD_REQUEST */
function makeFind(dependencies: AuditTrailDependencies) {
  const { database, access, models, zones } = dependencies
  return async (ctx: RequestContext, { entity: called, field: asked, grouped, group, ...input }: FindAuditInput) => {
    await access.requireAdmin(ctx)
    const model = await models.get(ctx.tenant)
    const book = nameBook(model)
    // What is no entity is another kind of thing, or an entity of before.
    const entity =
      called === undefined ? undefined : (book.keyOf({ part: 'entity', scope: '', name: called }) ?? called)
    if (asked !== undefined && entity === undefined) throw fieldWithoutEntity(ctx)
    const field =
      asked === undefined ? undefined : (book.keyOf({ part: 'field', scope: entity ?? '', name: asked }) ?? asked)
    const scope = {
      ctx,
      model,
      rights: await access.of(ctx, model),
      timeZone: await zones.get(ctx.tenant),
      isAdmin: true,
    }
    const narrow = { ...(field !== undefined && { field }), ...(entity !== undefined && { entity }) }
    if (grouped === true && group === undefined) {
      const { after, limit = PAGE, ...filter } = input
      return readGroupedPage(database.tenant(ctx.tenant.schema), scope, { ...filter, ...narrow, limit, after })
    }
    const scan = { ...scanOf(ctx, input), ...narrow }
    return readPage(dependencies, scope, { ...scan, ...(group !== undefined && { group: parseGroup(ctx, group) }) })
  }
}

async function readPage(
  { database }: AuditTrailDependencies,
  scope: TimelineScope,
  scan: EntryScan,
): Promise<AuditPage> {
  const db = database.tenant(scope.ctx.tenant.schema)
  const { entries, next } = await scanEntries(db, scope.ctx, scan)
  const described: AuditEntry[] = await describeEntries(db, scope, entries)
  return { entries: namedEntries(described, scope.model), nextCursor: next }
}

function scanOf(
  ctx: RequestContext,
  { limit = PAGE, after, ...filter }: AuditFilter & { limit?: number; after?: string },
): EntryScan {
  if (after === undefined) return { ...filter, limit }
  if (isUuid(after)) return { ...filter, limit, before: after }
  throw noCursor(ctx)
}

function fieldWithoutEntity({ locale }: RequestContext) {
  return queryProblem(locale, {
    pointer: '/field',
    rule: 'entity',
    message: {
      en: `'field' needs 'entity': fields of several entities have the same name`,
      'zh-CN': '“field”须与“entity”一起使用：多个实体可能有同名字段',
    },
  })
}

async function isAllowed(asking: Promise<void>): Promise<boolean> {
  return asking.then(
    () => true,
    () => false,
  )
}
