import { textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { EntityAccess, EntityAction } from '../access/entity-access.ts'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import type { RecordScope, ScopeDependencies } from '../records/record-scope.ts'
import { requireWritable } from '../records/require-writable.ts'

/**
 * The field that a file is uploaded for, of an actor who may create or change records of the entity and set the field.
 * @throws TenonError FORBIDDEN, also where there is no such entity; VALIDATION_FAILED for a field that is none for files,
 *   hidden or not there
 */
export async function requireFileField(
  ctx: RequestContext,
  { models, access, zones }: ScopeDependencies,
  input: { entity: string; field: string },
): Promise<CompiledField> {
  const model = await models.get(ctx.tenant)
  const rights = await access.of(ctx, model)
  const allowed = entityAccess((action) => rights.require(input.entity, action))
  const { entity } = allowed
  const timeZone = await zones.get(ctx.tenant)
  const scope: RecordScope = { ctx, model, rights, access: allowed, entity, timeZone }
  const isHidden = !allowed.canWrite(input.field) && !allowed.canRead(input.field)
  const field = isHidden ? undefined : entity.fields.get(input.field)
  const takesFiles = (field?.type === 'file' || field?.type === 'image') && field.schema.readOnly !== true
  // The same for a hidden field and for one that is not there.
  if (field === undefined || !takesFiles) throw notForFiles(ctx, input)
  requireWritable(scope, { [field.name]: null })
  return field
}

/** Whoever may only create, or only change, may upload. */
function entityAccess(demand: (action: EntityAction) => EntityAccess): EntityAccess {
  try {
    return demand('update')
  } catch {
    return demand('create')
  }
}

function notForFiles({ locale }: RequestContext, { entity, field }: { entity: string; field: string }): TenonError {
  const message = textIn(
    {
      en: `Field '${field}' of '${entity}' takes no uploads: only fields of type file or image that people may set do.`,
      'zh-CN': `“${entity}”的字段“${field}”不接受上传：只有可设置的文件或图片字段才可以。`,
    },
    locale,
  )
  return new TenonError({
    code: 'VALIDATION_FAILED',
    message,
    problems: [{ pointer: '/field', message, rule: 'file' }],
  })
}
