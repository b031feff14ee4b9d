import { type HookRecord, reject } from '@tenon/sdk/plugin'

const YEAR = /^(?<name>.*?)\s+(?<year>(?:19|20)\d{2})$/
const NUMBER = /-?\d[\d.,'’\s]*/

/**
 * Puts a row of a dealer's stock list in order: the VIN without blanks and dashes, `Volvo XC60 2024` in one column as
 * make, model and model year, `12.500 km` and `¥ 329,000` as plain numbers.
 */
export function cleanDealerRow({ values }: HookRecord<Record<string, string>>): Record<string, string> | undefined {
  const changes: Record<string, string> = {}
  const vin = values['vin']?.replaceAll(/[\s-]/g, '').toUpperCase() ?? ''
  if (vin === '') reject(NO_VIN, { field: 'vin' })
  changes['vin'] = vin
  if (values['vehicle'] !== undefined) Object.assign(changes, partsOf(values['vehicle']))
  for (const column of ['mileage', 'price']) {
    const text = values[column]
    if (text !== undefined && text !== '') changes[column] = plainNumber(text)
  }
  return changes
}

/** The first word is the make, a year at the end the model year. */
function partsOf(vehicle: string): { make: string; model: string; modelYear: string } {
  const { name = vehicle, year = '' } = YEAR.exec(vehicle.trim())?.groups ?? {}
  const [make = '', ...model] = name.trim().split(/\s+/)
  return { make, model: model.join(' '), modelYear: year }
}

/** Three digits after the last sign are a group of thousands; fewer are the decimals. What is no number stays as it is. */
function plainNumber(text: string): string {
  const found = NUMBER.exec(text)?.[0]
    .replaceAll(/[\s'’]/g, '')
    .replace(/[.,]+$/, '')
  if (found === undefined) return text
  const decimals = /[.,](\d{1,2})$/.exec(found)?.[1]
  const whole = (decimals === undefined ? found : found.slice(0, -decimals.length - 1)).replaceAll(/[.,]/g, '')
  return decimals === undefined ? whole : `${whole}.${decimals}`
}

const NO_VIN = { en: 'The row has no VIN, so nobody knows which car it is.', 'zh-CN': '该行没有 VIN，无法识别车辆。' }
