import type { StoredFile } from '@tenon/sdk/contract/field-type'
import type { FileLinkInput } from '@tenon/sdk/contract/file-access'
import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { sql } from 'kysely'
import { actorReference, type RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { fileColumns } from '../records/file-columns.ts'
import { isUuid } from '../records/is-uuid.ts'
import { matchingRows } from '../records/matching-rows.ts'
import { makeOpenScope, type ScopeDependencies, tableOf } from '../records/record-scope.ts'
import { fieldPredicate } from '../records/row-predicate.ts'

interface ReadableFile {
  file: StoredFile
  /** The field is sensitive and masked for the asker, who may reveal it: whoever hands the file out notes that it was seen. */
  isMasked: boolean
}

export type FindReadableFile = (ctx: RequestContext, input: FileLinkInput) => Promise<ReadableFile>

/**
 * Makes the function that says what a file is to whoever may read it: the field of a record that may be seen names it, or it is the
 * asker's own upload that no record names yet. @throws TenonError NOT_FOUND, the same for all that is not so
 */
export function makeFindReadableFile({
  database,
  ...dependencies
}: ScopeDependencies & { database: Database }): FindReadableFile {
  const openScope = makeOpenScope(dependencies)

  async function inRecord(ctx: RequestContext, input: Extract<FileLinkInput, { entity: string }>) {
    const scope = await openScope(ctx, { entity: input.entity, action: 'read' })
    const { access } = scope
    const isMasked = !access.canShow(input.field)
    const isOpen = access.canRead(input.field) && (!isMasked || access.canReveal(input.field))
    const [found] = isOpen ? fileColumns(scope, [input.field]) : []
    if (found === undefined || !isUuid(input.id)) return null
    const open = fieldPredicate(access, { field: input.field, right: isMasked ? 'reveal' : 'read', alias: 'r' })
    const column = sql.ref(`r.${found.column}`)
    const { rows } = await sql<{ facts: StoredFile }>`
      select e as facts from ${tableOf(ctx, scope.entity)} r, jsonb_array_elements(${column}) e
      where r.id = ${input.id}::uuid and e ->> 'id' = ${input.file.toLowerCase()}::text
        and ${matchingRows(scope, { alias: 'r' })} and ${open ?? sql`true`}`.execute(database.tenant(ctx.tenant.schema))
    return rows[0] === undefined ? null : { file: rows[0].facts, isMasked }
  }

  async function ownUpload(ctx: RequestContext, upload: string) {
    if (!isUuid(upload)) return null
    const query = database.tenant(ctx.tenant.schema).selectFrom('_file').select('facts')
    const mine = query.where('id', '=', upload).where('uploaded_by', '=', actorReference(ctx.actor))
    const row = await mine.where('record_id', 'is', null).executeTakeFirst()
    return row?.facts ? { file: row.facts, isMasked: false } : null
  }

  return async (ctx, input) => {
    const found = await ('upload' in input ? ownUpload(ctx, input.upload) : inRecord(ctx, input))
    if (found === null) throw fileNotFound(ctx)
    return found
  }
}

function fileNotFound({ locale }: RequestContext): TenonError {
  const message = {
    en: 'There is no such file here, or you may not see it.',
    'zh-CN': '此处没有该文件，或您无权查看。',
  }
  return new TenonError({ code: 'NOT_FOUND', message: textIn(message, locale) })
}
