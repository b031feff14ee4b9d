/** Whether a statement failed because a table or schema is not there: somebody has removed it since it was listed. */
export function isRelationGone(cause: unknown): boolean {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
  return code === '42P01' || code === '3F000'
}
