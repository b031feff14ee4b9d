import { isDeepStrictEqual } from 'node:util'
import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { pointerStep } from '../model/check/model-problem.ts'
import { partAt, withPartAt } from '../model/edits/part-at.ts'
import { isPlainObject, type Part, partOf } from '../model/edits/plain-object.ts'
import type { RebasedEdits } from './rebase-edits.ts'

/** Each try checks a whole model; of larger steps all is set aside that does not go together at once. */
const MOST_PARTS = 30

interface Merge {
  /** A sound draft. */
  theirs: TenantEdits
  merged: RebasedEdits
  /** Throws SCHEMA_INVALID. */
  check: (edits: TenantEdits) => unknown
}

/**
 * Two drafts that are sound may together make a model that is not: one uses a field that the other has taken away. What
 * `merged` adds to `theirs` then goes in part by part as far as the model stays sound; the rest is a conflict of kind
 * `clash`, with its value and the reason, so that nothing of it is lost.
 */
export function setClashesAside({ theirs, merged, check }: Merge): RebasedEdits {
  const first = problemOf(check, merged.edits)
  if (first === null) return merged
  const paths = differences(theirs, merged.edits)
  let [edits, left] = [theirs, paths.length > MOST_PARTS ? [] : paths]
  const reasons = new Map(paths.map((path) => [path, first]))
  for (let fits = true; fits && left.length > 0; ) {
    fits = false
    for (const path of left) {
      const tried = withPartAt(edits, at(path), partAt(merged.edits, at(path))) as TenantEdits
      const problem = problemOf(check, tried)
      if (problem === null) {
        edits = tried
        fits = true
        left = left.filter((one) => one !== path)
        reasons.delete(path)
      } else reasons.set(path, problem)
    }
  }
  const clashes = [...reasons].map(([path, reason]) => clash(path, reason, { theirs, mine: merged.edits }))
  const aside = (path: string) => clashes.some((one) => path === one.path || path.startsWith(`${one.path}/`))
  return { edits, conflicts: [...merged.conflicts.filter(({ path }) => !aside(path)), ...clashes] }
}

const at = (path: string) => ({ path, kind: 'clash' }) as const

function clash(path: string, reason: string, sides: { theirs: TenantEdits; mine: TenantEdits }): EditConflict {
  const [mine, theirs] = [partAt(sides.mine, at(path)), partAt(sides.theirs, at(path))] as Array<JsonValue | undefined>
  return {
    ...{ path, kind: 'clash', from: 'admin', reason },
    ...(mine !== undefined && { mine }),
    ...(theirs !== undefined && { theirs }),
  }
}

function problemOf(check: Merge['check'], edits: TenantEdits): string | null {
  try {
    check(edits)
    return null
  } catch (error) {
    if (error instanceof TenonError && error.code === 'SCHEMA_INVALID') return error.message
    throw error
  }
}

/**
 * Paths at which the two differ: whole entities, pipelines and views that one side does not have, else their members,
 * of an entity's fields each as a whole.
 */
function differences(one: Part, other: Part, path = ''): string[] {
  if (isDeepStrictEqual(one, other)) return []
  const depth = path.split('/').length - 1
  const isOpen = isPlainObject(one) && isPlainObject(other)
  const isField = depth === 4 || (depth === 3 && !path.endsWith('/properties'))
  if (depth >= 2 && (isField || !isOpen)) return [path]
  const names = new Set([one, other].flatMap((part) => (isPlainObject(part) ? Object.keys(part) : [])))
  return [...names].flatMap((name) => differences(partOf(one, name), partOf(other, name), path + pointerStep(name)))
}
