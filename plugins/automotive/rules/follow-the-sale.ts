import type { AfterHookContext, HookRecord, JsonObject, JsonValue, TenonRecord } from '@tenon/sdk/plugin'

/** Stages in which the vehicle is promised to somebody. */
const PROMISED: readonly unknown[] = ['contract', 'delivery']

/**
 * Keeps the vehicle in step with its sale: reserved from the contract on, sold to the customer at delivery, for sale again
 * when the sale is lost after all. Compares before it writes, so that a second delivery of the event changes nothing.
 */
export async function followTheSale({ values, old }: HookRecord, tenon: AfterHookContext): Promise<void> {
  const vehicleId = values['vehicle'] ?? null
  if (values['pipeline'] !== 'leadToDelivery' || typeof vehicleId !== 'string') return
  if (values['stage'] === old?.['stage'] && vehicleId === old?.['vehicle']) return
  const where = { field: 'id', op: 'eq', value: vehicleId } as const
  const { records } = await tenon.records.find({ entity: 'vehicle', where, fields: ['status', 'owner'], limit: 1 })
  const [vehicle] = records
  const changes = vehicle === undefined ? null : changesOf(vehicle, values, old)
  if (vehicle === undefined || changes === null) return
  await tenon.records.update({ entity: 'vehicle', id: vehicleId, version: vehicle.version, values: changes })
}

function changesOf(vehicle: TenonRecord, values: JsonObject, old: JsonObject | null): JsonObject | null {
  const status = vehicle['status']
  const stage = values['stage']
  if (PROMISED.includes(stage)) return status === 'available' ? { status: 'reserved' } : null
  if (stage === 'lost')
    return PROMISED.includes(old?.['stage']) && status === 'reserved' ? { status: 'available' } : null
  return stage === 'delivered' ? soldTo(vehicle, values['contact'] ?? null) : null
}

function soldTo(vehicle: TenonRecord, contact: JsonValue): JsonObject | null {
  if (vehicle['status'] === 'sold' && (vehicle['owner'] ?? null) === contact) return null
  return { status: 'sold', owner: contact }
}
