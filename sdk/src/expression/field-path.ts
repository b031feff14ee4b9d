import type { LoopName } from './check-scope.ts'
import type { CheckedNode } from './checked-node.ts'

interface FieldPath {
  root: 'record' | 'old'
  path: readonly string[]
}

/** Through which fields a record is reached: the items of a list count as its fields. */
export function fieldPath(node: CheckedNode, loops: readonly Pick<LoopName, 'list'>[]): FieldPath {
  switch (node.kind) {
    case 'variable':
      return { root: node.name === 'old' ? 'old' : 'record', path: [] }
    case 'local': {
      const list = loops[node.slot]?.list
      return list === undefined ? { root: 'record', path: [] } : fieldPath(list, loops)
    }
    case 'field': {
      const { root, path } = fieldPath(node.target, loops)
      return { root, path: [...path, node.field] }
    }
    case 'loop':
      return node.loop === 'map'
        ? fieldPath(node.body, [...loops.slice(0, node.slot), { list: node.list }])
        : fieldPath(node.list, loops)
    case 'conditional':
      return fieldPath(node.whenTrue, loops)
    case 'call':
    case 'convert': {
      const inner = node.kind === 'convert' ? node.operand : node.arguments[0]
      return inner === undefined ? { root: 'record', path: [] } : fieldPath(inner, loops)
    }
    default:
      return { root: 'record', path: [] }
  }
}
