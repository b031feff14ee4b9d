import type { CheckedNode, CheckedNodeOf } from '@tenon/sdk/expression/checked-node'
import { comparisonToSql, membershipToSql } from './sql-comparison.ts'
import { type SqlGround, scalarOf } from './sql-ground.ts'
import { loopTruth } from './sql-loop.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'
import { idToSql } from './sql-record.ts'

/**
 * SQL that is true where the part is, and false or null where it is not: in a `where` the two are the same, and
 * PostgreSQL can use its indexes.
 */
export function compileTruth(ground: SqlGround, node: CheckedNode): SqlPart {
  switch (node.kind) {
    case 'and':
      return part`(${ground.truth(node.left)} and ${ground.truth(node.right)})`
    case 'or':
      return part`(${ground.truth(node.left)} or ${ground.truth(node.right)})`
    case 'not':
      return compileFalsity(ground, node.operand)
    case 'compare':
      return comparisonToSql(ground, node)
    case 'same':
      // One side is a value before the change, which no database knows.
      return part`${scalarOf(ground, node.left)} is not distinct from ${scalarOf(ground, node.right)}`
    case 'in':
      return membershipToSql(ground, node)
    case 'isNull':
      return nullTest(ground, node)
    case 'loop':
      return loopTruth(ground, node)
    case 'constant':
      return fixed(node.value === true ? 'true' : 'false')
    default:
      return scalarOf(ground, node)
  }
}

/** SQL that is true where the part is not: a missing value counts as no. */
function compileFalsity(ground: SqlGround, node: CheckedNode): SqlPart {
  switch (node.kind) {
    case 'and':
      return part`(${compileFalsity(ground, node.left)} or ${compileFalsity(ground, node.right)})`
    case 'or':
      return part`(${compileFalsity(ground, node.left)} and ${compileFalsity(ground, node.right)})`
    case 'not':
      return ground.truth(node.operand)
    default:
      return part`(${ground.truth(node)}) is not true`
  }
}

function nullTest(ground: SqlGround, { operand }: CheckedNodeOf<'isNull'>): SqlPart {
  const value = ground.value(operand)
  switch (value.kind) {
    case 'money':
      return part`(${value.amount}) is null`
    case 'record':
      return part`(${idToSql(ground, value)}) is null`
    case 'rows':
      return fixed('false')
    default:
      return part`(${value.part}) is null`
  }
}
