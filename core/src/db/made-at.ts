/** Milliseconds since 1970 at which a UUIDv7 was made; null for any other text. */
export function madeAt(id: string): number | null {
  const hex = /^([0-9a-f]{8})-([0-9a-f]{4})-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(id)
  return hex === null ? null : Number.parseInt(`${hex[1]}${hex[2]}`, 16)
}
