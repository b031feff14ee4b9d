import { pointerStep } from '../check/model-problem.ts'
import type { NameMap } from './name-map.ts'

/** A JSON Pointer into a model with other names of the entities, fields and stages on its way. */
export function renamePointer(pointer: string, map: NameMap): string {
  if (map.isEmpty) return pointer
  const [root, layer, part, list, member, ...rest] = pointer.split('/').map(unescaped)
  if (root === undefined || layer === undefined || part === undefined) return pointer
  const steps = [layer, layer === 'entities' ? map.entity(part) : part]
  if (list !== undefined) steps.push(list)
  if (member !== undefined) steps.push(...memberSteps())
  return steps.map(pointerStep).join('')

  function memberSteps(): string[] {
    if (layer === 'entities' && list === 'properties') return [map.field(part ?? '', member ?? ''), ...rest]
    return [layer === 'pipelines' && list === 'stages' ? map.stage(part ?? '', member ?? '') : (member ?? ''), ...rest]
  }
}

function unescaped(step: string): string {
  return step.replaceAll('~1', '/').replaceAll('~0', '~')
}
