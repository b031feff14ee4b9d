import { type HookRecord, type JsonObject, type JsonValue, type LocalizedText, reject } from '@tenon/sdk/plugin'
import { vehicleName } from './vehicle-name.ts'
import { VIN_CHECK_POSITION, vinCheckDigit } from './vin-check-digit.ts'

/**
 * Refuses a wrong VIN; writes it in capitals, and names the vehicle where nobody did.
 * An old VIN is not looked at again, so that a vehicle from before this rule can still be sold.
 */
export function checkVehicle({ values, old }: HookRecord): JsonObject {
  const vin = String(values['vin'] ?? '').toUpperCase()
  if (values['vin'] !== old?.['vin']) {
    const digit = vinCheckDigit(vin)
    if (digit === null) return rejectVin('vinCharacters', WRONG_CHARACTERS)
    if (digit !== vin.charAt(VIN_CHECK_POSITION)) return rejectVin('vinCheckDigit', wrongDigit(vin, digit))
  }
  return { ...(vin !== values['vin'] && { vin }), ...nameChanges(values, old) }
}

/** Follows make, model and year until somebody gives the vehicle another name. */
function nameChanges(values: JsonObject, old: JsonObject | null): JsonObject {
  const name = values['name'] ?? null
  const wasMade = old !== null && name === nameFrom(old)
  const made = nameFrom(values)
  return (name === null || wasMade) && name !== made ? { name: made } : {}
}

function nameFrom(values: JsonObject): string {
  const { make = null, model = null, modelYear = null } = values
  return vehicleName({
    make: textOf(make),
    model: textOf(model),
    modelYear: typeof modelYear === 'number' ? modelYear : null,
  })
}

function textOf(value: JsonValue): string {
  return typeof value === 'string' ? value : ''
}

function rejectVin(rule: string, message: LocalizedText): never {
  return reject(message, { field: 'vin', rule })
}

const WRONG_CHARACTERS: LocalizedText = {
  en: 'A VIN has 17 letters and digits, without I, O and Q.',
  'zh-CN': 'VIN 由 17 位字母和数字组成，不含 I、O、Q。',
}

function wrongDigit(vin: string, digit: string): LocalizedText {
  const found = vin.charAt(VIN_CHECK_POSITION)
  return {
    en: `The VIN ${vin} has a typing error: its 9th character is ${found}, but the others ask for ${digit}. Compare it with the registration.`,
    'zh-CN': `VIN ${vin} 有误：第 9 位校验码为 ${found}，按其余各位应为 ${digit}。请与行驶证核对。`,
  }
}
