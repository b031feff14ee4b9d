import type { RecordFilter } from '@tenon/sdk/contract/query'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { OmittedParts, ViewDefinition } from '@tenon/sdk/contract/views-api'
import { callerGround } from '../caller-ground.ts'
import { compileFilter } from '../compile-filter.ts'
import { fullScope } from '../full-scope.ts'
import { pageOrder } from '../page-order.ts'
import type { RecordScope } from '../record-scope.ts'
import { visibleField } from '../visible-field.ts'

const ALIAS = 'r'

/** @throws TenonError BAD_REQUEST where a list of the actor could not be asked for what the definition says */
export function checkDefinition(scope: RecordScope, { where, sort, columns }: ViewDefinition): void {
  if (where !== null) compileFilter(where, callerGround(somebodys(scope), ALIAS))
  if (sort !== null) pageOrder(scope, sort)
  for (const [index, name] of (columns ?? []).entries()) visibleField(scope, { name, pointer: `/columns/${index}` })
}

interface UsableDefinition {
  definition: ViewDefinition
  omitted: OmittedParts
}

/**
 * What of a definition the actor may ask a list for. A condition on children is one part: without some of what it says of
 * them it would speak of others. Whether a part is hidden or gone is told by asking again with every right.
 */
export function usableDefinition(scope: RecordScope, { where, sort, columns }: ViewDefinition): UsableDefinition {
  const full = fullScope(scope, scope.entity)
  let hidden = 0
  const gone = new Set<string>()
  const usable = (field: string, check: (of: RecordScope) => unknown): boolean => {
    if (passes(() => check(scope))) return true
    if (passes(() => check(full))) hidden++
    else gone.add(field)
    return false
  }
  const kept = where === null ? null : usableFilter(where, usable)
  const keys = sort?.filter((key) => usable(key.field, (of) => pageOrder(of, [key])))
  const names = columns?.filter((name) => usable(name, (of) => visibleField(of, { name, pointer: '/columns' })))
  return {
    definition: { where: kept, sort: notEmpty(keys), columns: notEmpty(names) },
    omitted: { hidden, gone: [...gone] },
  }
}

type IsUsable = (field: string, check: (of: RecordScope) => unknown) => boolean

function usableFilter(filter: RecordFilter, usable: IsUsable): RecordFilter | null {
  if ('and' in filter) return usableParts(filter.and, usable, (and) => ({ and }))
  if ('or' in filter) return usableParts(filter.or, usable, (or) => ({ or }))
  if ('not' in filter) {
    const not = usableFilter(filter.not, usable)
    return not === null ? null : { not }
  }
  const name = 'children' in filter ? filter.children : filter.field
  return usable(name, (of) => compileFilter(filter, callerGround(somebodys(of), ALIAS))) ? filter : null
}

function usableParts(
  parts: readonly RecordFilter[],
  usable: IsUsable,
  wrap: (parts: RecordFilter[]) => RecordFilter,
): RecordFilter | null {
  const kept = parts.flatMap((part) => usableFilter(part, usable) ?? [])
  return kept.length === 0 && parts.length > 0 ? null : wrap(kept)
}

function notEmpty<T>(list: T[] | undefined): T[] | null {
  return list === undefined || list.length === 0 ? null : list
}

function passes(check: () => unknown): boolean {
  try {
    check()
    return true
  } catch (error) {
    if (error instanceof TenonError) return false
    throw error
  }
}

const ANYBODY = { kind: 'user', id: '00000000-0000-4000-8000-000000000000', name: '', roles: [] } as const

/** The same with somebody for whoever will look: a key, which is no person, may make views that speak of one. */
function somebodys(scope: RecordScope): RecordScope {
  return scope.ctx.actor.kind === 'user' ? scope : { ...scope, ctx: { ...scope.ctx, actor: ANYBODY } }
}
