import { VIN_CHECK_POSITION, vinCheckDigit } from '../rules/vin-check-digit.ts'

/** Letter or digit of the model year at the tenth place; it starts again every 30 years. */
const YEAR_CODES = 'ABCDEFGHJKLMNPRSTVWXY123456789'

/** A VIN with the right check digit: 8 characters of manufacturer and type, then year, plant and serial number. */
export function makeVin(start: string, modelYear: number, serial: number): string {
  const yearCode = YEAR_CODES.charAt((modelYear - 1980) % YEAR_CODES.length)
  const rest = `${yearCode}A${String(serial).padStart(6, '0')}`
  const digit = vinCheckDigit(`${start}0${rest}`)
  if (digit === null || start.length !== VIN_CHECK_POSITION) throw new Error(`'${start}' cannot start a VIN.`)
  return `${start}${digit}${rest}`
}
