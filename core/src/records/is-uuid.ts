const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/** True for a UUID as text. Others would make PostgreSQL fail where "there is none" is the answer. */
export function isUuid(text: string): boolean {
  return UUID.test(text)
}
