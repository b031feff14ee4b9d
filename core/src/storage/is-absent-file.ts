/** Whether a storage says that there are no bytes, as a disk and as a bucket say it. */
export function isAbsentFile(cause: unknown): boolean {
  if (!(cause instanceof Error)) return false
  return ('code' in cause && cause.code === 'ENOENT') || cause.name === 'NoSuchKey'
}
