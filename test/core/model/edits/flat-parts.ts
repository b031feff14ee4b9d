import type { EditConflict } from '@tenon/sdk/contract/edit-conflict'
import { pointerStep } from '../../../../core/src/model/check/model-problem.ts'
import { listKeys } from '../../../../core/src/model/edits/list-keys.ts'

/** Every value of a tree by its path; elements of lists go by their name, as in conflicts. */
export function flat(part: unknown, path = ''): Map<string, unknown> {
  if (typeof part !== 'object' || part === null) return new Map(part === undefined ? [] : [[path, part]])
  const keys = Array.isArray(part) ? listKeys(part) : Object.keys(part)
  if (keys === null) return new Map([[path, JSON.stringify(part)]])
  const children: unknown[] = Array.isArray(part) ? part : Object.values(part)
  return new Map(keys.flatMap((key, at) => [...flat(children[at], path + pointerStep(key))]))
}

/** Whether a conflict is about what stands at the path: a type goes with all that depends on it. */
export function covers({ path }: EditConflict, at: string): boolean {
  const whole = path.endsWith('/fieldType') ? path.slice(0, -'/fieldType'.length) : path
  return at === whole || at.startsWith(`${whole}/`)
}
