import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import type { JsonValue } from '@tenon/sdk/contract/json-value'
import type { ModelDocument, TenantEdits } from '@tenon/sdk/contract/model-document'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import { pointerStep } from '../model/check/model-problem.ts'
import { isPlainObject, type Part, partOf } from '../model/edits/plain-object.ts'

/** Edits that give a sound model. */
export interface FittedEdits {
  edits: TenantEdits
  document: ModelDocument
  /** Edits that were given up for it. */
  unfit: EditConflict[]
}

const MAX_ROUNDS = 50

/**
 * Gives up those edits with which the plugins' parts make no sound model, such as a reference to an entity that a new
 * version does not have. `merge` throws SCHEMA_INVALID with a pointer per problem; where giving up edits does not help,
 * that error is thrown. `parts`: the plugins' parts alone.
 */
export function fitEdits(
  edits: TenantEdits,
  parts: ModelDocument,
  merge: (edits: TenantEdits) => ModelDocument,
): FittedEdits {
  const unfit = new Map<string, EditConflict>()
  let left: TenantEdits = edits
  for (let round = 0; ; round++) {
    const tried = attempt(merge, left)
    if ('document' in tried) return { edits: left, document: tried.document, unfit: [...unfit.values()] }
    if (round === MAX_ROUNDS) throw tried.error
    const paths = blamed(left, parts, tried.error)
    if (paths.length === 0) throw tried.error
    for (const path of paths) {
      // The whole says more than its parts.
      for (const inner of unfit.keys()) if (inner.startsWith(`${path}/`)) unfit.delete(inner)
      unfit.set(path, unfitEdit(path, edits, parts))
      left = without(left, stepsOf(path)) as TenantEdits
    }
  }
}

function attempt(merge: (edits: TenantEdits) => ModelDocument, edits: TenantEdits) {
  try {
    return { document: merge(edits) }
  } catch (error) {
    if (error instanceof TenonError && error.code === 'SCHEMA_INVALID') return { error }
    throw error
  }
}

/** Edits that the problems are about; where none is, one that took something away which is still needed. */
function blamed(edits: TenantEdits, parts: ModelDocument, { problems }: TenonError): string[] {
  const edited = problems.map(({ pointer }) => editAt(edits, parts, pointer)).filter((path) => path !== null)
  if (edited.length > 0)
    return [...new Set(edited)].filter((path, _at, all) => !all.some((one) => path.startsWith(`${one}/`)))
  return removals(edits, '').slice(0, 1)
}

/** The edit that a problem lies in: of a part of the tenant's own, the whole part; else the innermost. */
function editAt(edits: TenantEdits, parts: ModelDocument, pointer: string): string | null {
  let [patch, part, path]: [Part, Part, string] = [edits, parts, '']
  for (const [depth, step] of stepsOf(pointer).entries()) {
    patch = partOf(patch, step)
    if (patch === undefined) break
    part = partOf(part, step)
    path += pointerStep(step)
    if (depth > 0 && part === undefined && step !== 'properties') return path
  }
  return path.split('/').length > 2 ? path : null
}

function removals(patch: Part, path: string): string[] {
  if (patch === null) return [path]
  if (!isPlainObject(patch)) return []
  return Object.entries(patch).flatMap(([name, inner]) => removals(inner, path + pointerStep(name)))
}

function unfitEdit(path: string, edits: TenantEdits, parts: ModelDocument): EditConflict {
  const steps = stepsOf(path)
  const at = (value: Part) => steps.reduce(partOf, value) as JsonValue | undefined
  const [mine, theirs] = [at(edits), at(parts)]
  return {
    path,
    kind: 'unfit',
    from: 'plugin',
    ...(mine !== undefined && { mine }),
    ...(theirs !== undefined && { theirs }),
  }
}

function without(patch: Part, [step = '', ...rest]: string[]): Part {
  if (!isPlainObject(patch)) return patch
  const { [step]: inner, ...others } = patch
  return rest.length === 0 ? others : { ...others, [step]: without(inner, rest) }
}

function stepsOf(pointer: string): string[] {
  return pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
