import type { JsonObject } from '@tenon/sdk/contract/json-value'
import { textIn } from '@tenon/sdk/contract/locale'
import { type Problem, TenonError } from '@tenon/sdk/contract/tenon-error'
import { nearestName } from '@tenon/sdk/expression/nearest-name'
import type { RecordScope } from './record-scope.ts'

/**
 * Checks that the actor may set these fields. It comes before validation, so that whoever may not
 * see a field learns from no message that it exists.
 * @throws TenonError FORBIDDEN for fields that may be read but not set, VALIDATION_FAILED for hidden ones
 */
export function requireWritable(scope: RecordScope, values: JsonObject): void {
  const closed = Object.keys(values).filter((name) => !scope.access.canWrite(name))
  if (closed.length === 0) return
  const hidden = closed.filter((name) => !scope.access.canRead(name) || !scope.entity.fields.has(name))
  if (hidden.length > 0) throw problems(scope, 'VALIDATION_FAILED', hidden.map(unknownProblem(scope)))
  throw problems(scope, 'FORBIDDEN', closed.map(closedProblem(scope)))
}

function unknownProblem({ ctx, access, entity }: RecordScope): (name: string) => Problem {
  const open = [...entity.fields.keys()].filter((field) => access.canWrite(field))
  return (name) => {
    const near = nearestName(name, open)
    const message = {
      en: `'${entity.name}' has no such field${near === null ? '' : `; did you mean '${near}'?`}`,
      'zh-CN': `“${entity.name}”没有此字段${near === null ? '' : `，是否指“${near}”？`}`,
    }
    return { pointer: pointerTo(name), message: textIn(message, ctx.locale), rule: 'unknownField' }
  }
}

function closedProblem({ ctx, entity }: RecordScope): (name: string) => Problem {
  return (name) => {
    const label = textIn(entity.fields.get(name)?.schema.label ?? name, ctx.locale)
    const message = { en: `You may not change ${label}.`, 'zh-CN': `您无权修改${label}。` }
    return { pointer: pointerTo(name), message: textIn(message, ctx.locale), rule: 'access' }
  }
}

function problems({ entity }: RecordScope, code: 'FORBIDDEN' | 'VALIDATION_FAILED', list: Problem[]): TenonError {
  return new TenonError({ code, message: `${entity.name}: ${list[0]?.message ?? ''}`, problems: list })
}

/** RFC 6901 pointer to a field of the values. */
export function pointerTo(name: string): string {
  return `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`
}
