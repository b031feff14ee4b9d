const UNITS = ['bytes', 'kB', 'MB', 'GB', 'TB'] as const

/** `25 MB` for 26214400: of 1,024 each, as people know it from their files. */
export function byteText(bytes: number): string {
  const unit = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)))
  const number = bytes / 1024 ** unit
  return `${Number.isInteger(number) ? number : number.toFixed(1)} ${UNITS[unit]}`
}
