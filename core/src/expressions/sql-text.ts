import { part, type SqlPart } from './sql-part.ts'

export function asText(value: SqlPart): SqlPart {
  return value.uuid === true ? { ...part`${value}::text`, maxLength: 36 } : value
}

/**
 * A text for comparing and searching: character by character, whatever language the database or a column is in.
 * Without it, PostgreSQL refuses to choose between texts of two languages, such as a column and what came of another.
 */
export function plainText(value: SqlPart): SqlPart {
  return { ...value, ...part`(${asText(value)}) collate "C"`, simple: value.simple, uuid: false, stored: false }
}
