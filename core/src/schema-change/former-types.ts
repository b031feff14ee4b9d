import type { FieldType } from '@tenon/sdk/contract/field-type'

const PREFIX = 'tenon:was:'

/**
 * Types that a column's field had before, while the column stayed as it is: written down in its comment, so that it
 * is known by them when one of them comes back.
 */
export function formerTypes(comment: string | null | undefined): FieldType[] {
  return comment?.startsWith(PREFIX) ? (comment.slice(PREFIX.length).split(',') as FieldType[]) : []
}

export function formerTypesComment(types: readonly FieldType[]): string {
  return `${PREFIX}${[...new Set(types)].join(',')}`
}
