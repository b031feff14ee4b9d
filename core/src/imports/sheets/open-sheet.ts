import type { CheckImportInput, ImportMatch } from '@tenon/sdk/contract/import-api'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../../context/request-context.ts'
import type { Database } from '../../db/database.ts'
import { nameBook } from '../../model/names/name-book.ts'
import type { CreateEachRecord } from '../../records/create-records.ts'
import type { FindByKey } from '../../records/find-by-key.ts'
import { entityKey, fieldKey } from '../../records/names/keyed-input.ts'
import { makeOpenScope, type ScopeDependencies } from '../../records/record-scope.ts'
import { columnProblems } from './column-problems.ts'
import { guessFields } from './guess-fields.ts'
import { importFields, type SheetField } from './import-fields.ts'
import type { SheetGround } from './map-sheet.ts'
import { readSheet, type Sheet } from './read-sheet.ts'
import { makeSheetFinder } from './sheet-finder.ts'

export interface SheetDependencies extends ScopeDependencies {
  database: Database
  findByKey: FindByKey
  createEachRecord: CreateEachRecord
}

export interface OpenedSheet {
  sheet: Sheet
  ground: SheetGround
  fields: SheetField[]
  /** What the actor knows a field by. */
  nameOf(key: string): string
  problems: ReturnType<typeof columnProblems>
}

interface SentSheet extends CheckImportInput {
  content: Uint8Array
}

/**
 * Makes the function that reads a file as somebody may import it: rights come first, so that nothing is told of what is in
 * the tenant. @throws TenonError FORBIDDEN, VALIDATION_FAILED for a file that cannot be read
 */
export function makeOpenSheet(dependencies: SheetDependencies) {
  const openScope = makeOpenScope(dependencies)
  return async (ctx: RequestContext, sent: SentSheet): Promise<OpenedSheet> => {
    const book = nameBook(await dependencies.models.get(ctx.tenant))
    const entity = entityKey(ctx, book, sent.entity)
    const scope = await openScope(ctx, { entity, action: 'create' })
    const mayUpdate = await openScope(ctx, { entity, action: 'update' }).then(Boolean, refusedOnly)
    if (sent.match?.existing === 'update' && !mayUpdate) await openScope(ctx, { entity, action: 'update' })
    const keyed = (name: string) => fieldKey(ctx, book, { entity, name })
    const sheet = await readSheet(sent.content, { locale: ctx.locale, partial: sent.partial === true })
    const nameOf = (key: string) => book.names.field(entity, key)
    const fields = importFields(scope)
    const columns =
      sent.fields?.map((name) => (name === null ? null : keyed(name))) ??
      guessFields(sheet.header, mayUpdate ? fields : fields.filter(({ isOnlyKey }) => !isOnlyKey), nameOf)
    const match = sent.match ? { ...sent.match, field: keyed(sent.match.field) } : guessedMatch(sent, columns)
    const ground = { scope, columns, match, finder: makeSheetFinder(dependencies, scope.model) }
    const problems = columnProblems(ctx, { header: sheet.header, columns, match, fields })
    return { sheet, ground, fields, nameOf, problems }
  }
}

/** A file with ids was exported from here: its rows are about the records that have them. */
function guessedMatch({ fields }: SentSheet, columns: ReadonlyArray<string | null>): ImportMatch | null {
  return fields === undefined && columns.includes('id') ? { field: 'id', existing: 'update' } : null
}

function refusedOnly(error: unknown): false {
  if (error instanceof TenonError && error.code === 'FORBIDDEN') return false
  throw error
}
