import type { DriftItem } from '@tenon/sdk/contract/model-drift'
import type { CompiledModel } from '../../model/compiled-model.ts'
import type { Catalog } from '../catalog.ts'
import { driftText } from '../drift-text.ts'
import { hasTrigger, rollupTrigger } from './rollup-trigger.ts'

/** Tables whose changes are not noted as the model's rollups want it, or for none that the model has. */
export function rollupDrift(
  { entities }: CompiledModel,
  catalog: Catalog,
  { schema, timeZone }: { schema: string; timeZone: string },
): DriftItem[] {
  return [...entities.values()].flatMap((entity): DriftItem[] => {
    const table = catalog.get(entity.table)
    if (table === undefined || hasTrigger(table, rollupTrigger({ schema, entity, timeZone }))) return []
    const object = entity.rollups.map(({ name }) => name).join(', ')
    const text = driftText('rollups', { table: entity.table, object, expected: '', found: '' })
    return [{ kind: 'rollups', table: entity.table, object, text, repairable: true }]
  })
}
