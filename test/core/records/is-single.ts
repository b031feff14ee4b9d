/** Whether a statement writes one record of which the server knows all that is written down. */
export function isSingle(text: string): boolean {
  return text.includes('document as not materialized') || text.includes('_history_id, null::')
}
