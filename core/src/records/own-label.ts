import type { TenonRecord } from '@tenon/sdk/contract/record'
import type { RecordScope } from './record-scope.ts'

/**
 * A written record that names itself, under the title that it has now: the statement that wrote it looked titles up among the
 * rows of before.
 */
export function withOwnLabel(
  record: TenonRecord,
  { entity: { titleField } }: Pick<RecordScope, 'entity'>,
): TenonRecord {
  const { id, $labels: labels } = record
  const title = record[titleField.name]
  if (labels?.[id] === undefined || titleField.type !== 'text' || typeof title !== 'string') return record
  return { ...record, $labels: { ...labels, [id]: title } }
}
