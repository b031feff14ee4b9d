import { OBJECT_PREFIXES, objectName } from './object-name.ts'
import type { ConstraintShape, IndexShape } from './table-shape.ts'
import type { TableTask } from './table-task.ts'

/** Whether a constraint or index is over a column that is filled beside the one it takes the place of. */
export function isOnCopy({ columns }: TableTask, shape: ConstraintShape | IndexShape): boolean {
  const names = 'keys' in shape ? shape.keys : [shape.column]
  return columns.some((column) => column.origin === 'copied' && names.includes(column.shape.name))
}

/**
 * Its name until the last transaction: the one it will have is taken by the constraint or index of the old column.
 */
export function nameOnCopy({ entity, copies }: TableTask, { name }: ConstraintShape | IndexShape): string {
  const prefix = OBJECT_PREFIXES.find((known) => name.startsWith(known)) ?? 'ix_'
  const hashes = copies.map((copy) => copy.hash).join()
  return objectName(prefix, [entity.table, 'copy'], `${name} ${hashes}`)
}
