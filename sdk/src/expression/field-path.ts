import type { LoopName } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'

export interface FieldPath {
  readonly root: 'record' | 'old'
  readonly path: readonly string[]
}

type Loops = readonly Pick<LoopName, 'list'>[]

/** Through which fields a record can be reached: the items of a list count as its fields, and a choice has two ways. */
export function fieldPaths(node: CheckedNode, loops: Loops): readonly FieldPath[] {
  switch (node.kind) {
    case 'variable':
      return [{ root: node.name === 'old' ? 'old' : 'record', path: [] }]
    case 'local': {
      const list = loops[node.slot]?.list
      return list === undefined ? [] : fieldPaths(list, loops.slice(0, node.slot))
    }
    case 'field':
      return fieldPaths(node.target, loops).map(({ root, path }) => ({ root, path: [...path, node.field] }))
    case 'loop':
      return node.loop === 'map'
        ? fieldPaths(node.body, [...loops.slice(0, node.slot), { list: node.list }])
        : fieldPaths(node.list, loops)
    default:
      return partsWithRecords(node).flatMap((part) => fieldPaths(part, loops))
  }
}

/** The parts out of which one is picked. */
function partsWithRecords(node: CheckedNode): readonly CheckedNode[] {
  switch (node.kind) {
    case 'conditional':
      return [node.whenTrue, node.whenFalse]
    case 'list':
      return node.items
    case 'convert':
      return [node.operand]
    case 'call':
      return node.arguments.filter(({ type }) => type.kind === 'record' || type.kind === 'list')
    default:
      return []
  }
}
