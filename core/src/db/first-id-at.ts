/** Ids are UUIDv7: all that were made before this moment are lower, so that the primary key finds them. */
export function firstIdAt(milliseconds: number): string {
  const time = Math.max(0, Math.floor(milliseconds)).toString(16).padStart(12, '0').slice(-12)
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`
}
