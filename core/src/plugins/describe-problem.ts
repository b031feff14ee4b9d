import type { Problem } from '@tenon/sdk/contract/tenon-error'

/** `entities/car.schema.json:12 /properties/vin: …`, which terminals make a link of. */
export function describeProblem({ file, line, message, pointer }: Problem & { file: string }): string {
  const place = line === undefined ? file : `${file}:${line}`
  if (message.startsWith(file)) return `${place}${message.slice(file.length)}`
  return `${place}${pointer === '' ? '' : ` ${pointer}`}: ${message}`
}
