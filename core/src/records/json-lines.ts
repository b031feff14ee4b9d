import type { JsonValue } from '@tenon/sdk/contract/json-value'
import { type RawBuilder, sql } from 'kysely'

/**
 * The values of one column of JSON, each on a line of its own: JSON has no line end within, so nothing is to be escaped, which
 * in the text of an array each quote would be. Empty ones are `null`.
 */
export function jsonLines(values: readonly JsonValue[]): string {
  return values.map((value) => JSON.stringify(value)).join('\n')
}

/** The array of texts that such lines are. */
export function ofJsonLines(lines: string | undefined): RawBuilder<string[]> {
  return sql`string_to_array(${lines}::text, chr(10), 'null')`
}
