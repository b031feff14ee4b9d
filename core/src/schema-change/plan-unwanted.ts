import type { RawBuilder } from 'kysely'
import { OBJECT_PREFIXES } from './object-name.ts'
import { isOnCopy, nameOnCopy } from './object-on-copy.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import type { ConstraintShape, IndexShape } from './table-shape.ts'
import type { TableTask } from './table-task.ts'

interface Unwanted {
  kind: 'constraints' | 'indexes'
  drop: (name: string) => RawBuilder<unknown>
}

/**
 * Drops what Tenon made and the model does not want. What the model before wanted stays in force until the last
 * transaction, as does what an older server made in its place; anything else was left by an interrupted publish and goes
 * first, as do invalid indexes.
 */
export function planUnwanted(task: TableTask, { kind, drop }: Unwanted): PlannedStatement[] {
  const shapes: ReadonlyArray<ConstraintShape | IndexShape> = task.shape[kind]
  const onCopies = shapes.filter((shape) => isOnCopy(task, shape))
  const wanted = new Set([
    ...shapes.filter((shape) => !isOnCopy(task, shape)).map((shape) => shape.name),
    ...(task.large ? onCopies.map((shape) => nameOnCopy(task, shape)) : []),
  ])
  const before = new Map((task.beforeShape?.[kind] ?? []).flatMap(namesOf))
  const replaced = new Set(shapes.flatMap((shape) => formerNameOf(shape) ?? []))
  const present = [...(task.table?.[kind] ?? [])].filter(([name]) => isOurs(name))
  return present.flatMap(([name, { valid }]) => {
    const broken = kind === 'indexes' && !valid
    if (wanted.has(name) && !broken) return []
    const owner = before.get(name)
    const statement = forOwner(partKey(task.entity.name, owner ?? { part: 'common' }))
    const lock = 'ACCESS EXCLUSIVE'
    if (owner === undefined || broken)
      return [statement(drop(name), { phase: 'expand', rank: RANKS.cleanObjects, lock })]
    if (replaced.has(name))
      return [statement(drop(name), { phase: 'final', rank: RANKS.dropFormerIndex, lock, replaces: true })]
    return [statement(drop(name), { phase: 'final', rank: RANKS.dropObjects, lock })]
  })
}

function namesOf(shape: ConstraintShape | IndexShape) {
  const formerName = formerNameOf(shape)
  const names = formerName === undefined ? [shape.name] : [shape.name, formerName]
  return names.map((name) => [name, shape.owner] as const)
}

function formerNameOf(shape: ConstraintShape | IndexShape): string | undefined {
  return 'formerName' in shape ? shape.formerName : undefined
}

function isOurs(name: string): boolean {
  return OBJECT_PREFIXES.some((prefix) => name.startsWith(prefix))
}
