import type { FieldSchema } from '@tenon/sdk/contract/entity-schema'
import type { RecordReference } from '@tenon/sdk/contract/field-type'
import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { valueField } from '@tenon/sdk/contract/value-field'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { pointerStep } from '../model/check/model-problem.ts'
import { type LinkTarget, linkTarget } from '../model/field-link.ts'
import { labelProblem } from '../model/label-problem.ts'
import type { FindRecords } from '../records/find-records.ts'

export type CheckFormTargets = (ctx: RequestContext, form: FormSchema, values: JsonObject) => Promise<void>

/**
 * Makes the function that looks whether the records and users that a form names are there, and open to the actor: no
 * foreign key stands behind a form. It throws VALIDATION_FAILED with a pointer for each that is not.
 */
export function makeCheckFormTargets({
  database,
  findRecords,
}: {
  database: Database
  findRecords: FindRecords
}): CheckFormTargets {
  async function isThere(ctx: RequestContext, { entity, id }: { entity: string; id: string }): Promise<boolean> {
    const where = { field: 'id', op: 'eq', value: id } as const
    try {
      return (await findRecords(ctx, { entity, where, fields: [], limit: 1 })).records.length > 0
    } catch (error) {
      // An entity that the actor may not read at all holds nothing for them.
      if (error instanceof TenonError && error.code === 'FORBIDDEN') return false
      throw error
    }
  }

  async function isInTable({ tenant }: RequestContext, table: '_user' | '_team', id: string): Promise<boolean> {
    const db = database.tenant(tenant.schema)
    const found =
      table === '_user'
        ? await db.selectFrom('_user').where('id', '=', id).where('active', '=', true).select('id').executeTakeFirst()
        : await db
            .selectFrom('_team')
            .where('id', '=', id)
            .where('archived_at', 'is', null)
            .select('id')
            .executeTakeFirst()
    return found !== undefined
  }

  return async (ctx, { properties }, values) => {
    const problems: Problem[] = []
    for (const [name, field] of Object.entries(properties)) {
      const target = targetOf(field, values[name])
      if (target === null) continue
      for (const { id, place } of idsOf(values[name])) {
        const found = 'table' in target ? isInTable(ctx, target.table, id) : isThere(ctx, { entity: target.entity, id })
        if (await found) continue
        const message = labelProblem(field.label, MISSING, ctx.locale)
        problems.push({ pointer: `/form${pointerStep(name)}${place}`, message, rule: 'reference' })
      }
    }
    const [first] = problems
    if (first !== undefined) throw new TenonError({ code: 'VALIDATION_FAILED', message: first.message, problems })
  }
}

/** What the ids in a value name; of a field for several entities, the value says which. */
function targetOf(field: FieldSchema, value: JsonValue | undefined): LinkTarget | null {
  if (field.fieldType !== 'anyReference') return linkTarget(valueField(field))
  const { entity } = (value ?? {}) as Partial<RecordReference>
  return entity === undefined ? null : { entity }
}

/** The ids that a value names, each with its place within it. */
function idsOf(value: JsonValue | undefined): Array<{ id: string; place: string }> {
  if (typeof value === 'string') return [{ id: value, place: '' }]
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return idsOf(value['id'])
  if (!Array.isArray(value)) return []
  return value.flatMap((id, index) => (typeof id === 'string' ? [{ id, place: `/${index}` }] : []))
}

const MISSING: LocalizedText = {
  en: 'what it names does not exist, or is not open to you; choose another',
  'zh-CN': '所选对象不存在或您无权查看，请重新选择',
}
