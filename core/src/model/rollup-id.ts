import { createHash } from 'node:crypto'
import type { CompiledEntity, CompiledRollup } from './compiled-model.ts'

/**
 * Under which a rollup is kept, such as `deal/byStage/1f0c2d3e4b5a6978`: names of fields make no difference, whatever changes
 * figures or the form of keys does.
 */
export function rollupId({ table }: Pick<CompiledEntity, 'table'>, rollup: CompiledRollup, timeZone: string): string {
  const keys = rollup.keys.map(({ id, per, type }) => [id, per, type])
  const sums = rollup.sums.map(({ id, columns }) => [id, columns.map(({ type }) => type)])
  const definition = JSON.stringify([keys, sums, rollupZone(rollup, timeZone)])
  return `${table}/${rollup.name}/${createHash('sha256').update(definition).digest('hex').slice(0, 16)}`
}

/** The zone by whose clocks its periods begin; null where none makes a difference. */
export function rollupZone({ keys }: CompiledRollup, timeZone: string): string | null {
  return keys.some(({ isZoned }) => isZoned) ? timeZone : null
}
