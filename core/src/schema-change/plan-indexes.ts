import { analyseTable, createIndex, dropIndex, renameIndex } from './ddl.ts'
import { isOnCopy, nameOnCopy } from './object-on-copy.ts'
import { planUnwanted } from './plan-unwanted.ts'
import { forOwner, type PlannedStatement, partKey, RANKS } from './planned-statement.ts'
import type { IndexShape } from './table-shape.ts'
import type { TableTask } from './table-task.ts'

/** Indexes: the missing ones are built, without holding up writes where the table is large. */
export function planIndexes(task: TableTask): PlannedStatement[] {
  const { schema } = task.final
  const missing = task.shape.indexes.filter((shape) => !isPresent(task, shape))
  return [
    ...planUnwanted(task, { kind: 'indexes', drop: (name) => dropIndex(schema, name) }),
    ...missing.flatMap((shape) =>
      task.large && isOnCopy(task, shape) ? buildOnCopy(task, shape) : [buildStatement(task, shape)],
    ),
    ...analysis(task, missing),
  ]
}

/** One on a column that is made anew goes with the column that is there now. */
function isPresent(task: TableTask, { name, keys }: IndexShape): boolean {
  const anew = keys.some((column) => ['new', 'copied'].includes(columnNamed(task, column)?.origin ?? ''))
  return !anew && task.table?.indexes.get(name)?.valid === true
}

function buildStatement(task: TableTask, shape: IndexShape): PlannedStatement {
  const statement = forOwner(partKey(task.entity.name, shape.owner))
  const replacing = replacesFormer(task, shape) ? { replaces: true as const } : {}
  if (!task.large || changesType(task, shape)) {
    const query = createIndex(task.final, shape, false)
    return statement(query, { phase: 'final', rank: RANKS.addIndex, lock: 'SHARE', ...replacing })
  }
  const { concurrently } = task.state
  const query = createIndex(task.working, withWorkingNames(task, shape), concurrently)
  const lock = concurrently ? 'SHARE UPDATE EXCLUSIVE' : 'SHARE'
  return statement(query, { phase: 'online', rank: RANKS.buildIndex, lock, mode: 'bare', ...replacing })
}

function replacesFormer({ table }: TableTask, { formerName }: IndexShape): boolean {
  return formerName !== undefined && table?.indexes.has(formerName) === true
}

/** Without it nothing is known of what a large table's new index over an expression finds, such as how common a text is. */
function analysis(task: TableTask, missing: readonly IndexShape[]): PlannedStatement[] {
  const shape = missing.find(isOverExpression)
  if (shape === undefined || !task.large) return []
  const statement = forOwner(partKey(task.entity.name, shape.owner))
  const options = { phase: 'online', rank: RANKS.analyse, lock: 'SHARE UPDATE EXCLUSIVE', mode: 'bare' } as const
  return [statement(analyseTable(task.working), options)]
}

function isOverExpression({ searchForms, startForm, matchBy }: IndexShape): boolean {
  return searchForms !== undefined || startForm !== undefined || matchBy !== undefined
}

/** On the new columns while they are filled; the last transaction gives it its name. */
function buildOnCopy(task: TableTask, shape: IndexShape): PlannedStatement[] {
  const name = nameOnCopy(task, shape)
  const rename = forOwner(partKey(task.entity.name, shape.owner))(renameIndex(task.final.schema, name, shape.name), {
    phase: 'final',
    rank: RANKS.renameObject,
    lock: 'SHARE UPDATE EXCLUSIVE',
  })
  const isBuilt = task.table?.indexes.get(name)?.valid === true
  return isBuilt ? [rename] : [buildStatement(task, { ...shape, name }), rename]
}

function columnNamed(task: TableTask, name: string) {
  return task.columns.find((column) => column.shape.name === name)
}

function changesType(task: TableTask, { keys }: IndexShape): boolean {
  return keys.some((name) => {
    const column = columnNamed(task, name)
    return column?.current != null && column.current.type !== column.shape.type
  })
}

function withWorkingNames(task: TableTask, shape: IndexShape): IndexShape {
  const keys = shape.keys.map((column) => columnNamed(task, column)?.working ?? column)
  return { ...shape, keys }
}
