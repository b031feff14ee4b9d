import type { FormSchema } from '@tenon/sdk/contract/form-schema'
import type { JsonObject, JsonValue } from '@tenon/sdk/contract/json-value'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { Database } from '../db/database.ts'
import { pointerStep } from '../model/check/model-problem.ts'
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

  async function isUser({ tenant }: RequestContext, id: string): Promise<boolean> {
    const users = database.tenant(tenant.schema).selectFrom('_user').select('id')
    return (await users.where('id', '=', id).where('active', '=', true).executeTakeFirst()) !== undefined
  }

  return async (ctx, { properties }, values) => {
    const problems: Problem[] = []
    for (const [name, { fieldType, reference, label }] of Object.entries(properties)) {
      const id = idOf(values[name])
      if (id === null) continue
      const found =
        (fieldType === 'user' && (await isUser(ctx, id))) ||
        (fieldType === 'reference' && reference !== undefined && (await isThere(ctx, { entity: reference.entity, id })))
      if (found || (fieldType !== 'user' && fieldType !== 'reference')) continue
      const message = labelProblem(label, MISSING, ctx.locale)
      problems.push({ pointer: `/form${pointerStep(name)}`, message, rule: 'reference' })
    }
    const [first] = problems
    if (first !== undefined) throw new TenonError({ code: 'VALIDATION_FAILED', message: first.message, problems })
  }
}

function idOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null
}

const MISSING: LocalizedText = {
  en: 'what it names does not exist, or is not open to you; choose another',
  'zh-CN': '所选对象不存在或您无权查看，请重新选择',
}
