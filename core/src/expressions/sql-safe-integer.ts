import { bindOnce, type SqlGround } from './sql-ground.ts'
import { fixed, part, type SqlPart } from './sql-part.ts'

const SAFE = [fixed(String(Number.MIN_SAFE_INTEGER)), fixed(String(Number.MAX_SAFE_INTEGER))] as const

/** A whole number that JSON can hold exactly, otherwise null. */
export function safeInteger(ground: SqlGround, value: SqlPart): SqlPart {
  return bindOnce(
    ground,
    value,
    (each) => part`case when ${each} between ${SAFE[0]} and ${SAFE[1]} then (${each})::bigint end`,
  )
}
