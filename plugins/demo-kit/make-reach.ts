import type { SeededRandom } from './seeded-random.ts'

const AMERICAN_CITIES = [
  { city: 'Oakland', region: 'CA', postalCode: '94607', areaCode: '510' },
  { city: 'San Francisco', region: 'CA', postalCode: '94110', areaCode: '415' },
  { city: 'San Mateo', region: 'CA', postalCode: '94401', areaCode: '650' },
  { city: 'San Jose', region: 'CA', postalCode: '95112', areaCode: '408' },
  { city: 'Seattle', region: 'WA', postalCode: '98104', areaCode: '206' },
  { city: 'Bellevue', region: 'WA', postalCode: '98004', areaCode: '425' },
] as const

const AMERICAN_STREETS = ['Alder Street', 'Harbour Way', 'Juniper Avenue', 'Mission Creek Road', 'Larkfield Drive']

const CHINESE_CITIES = [
  { city: '上海市', region: '上海市', postalCode: '200120' },
  { city: '苏州市', region: '江苏省', postalCode: '215000' },
  { city: '杭州市', region: '浙江省', postalCode: '310012' },
  { city: '深圳市', region: '广东省', postalCode: '518057' },
  { city: '成都市', region: '四川省', postalCode: '610041' },
] as const

const CHINESE_STREETS = ['云杉路', '望江路', '梧桐街', '星港大道', '青石巷']

export interface Reach {
  /** A value of the field type `address`. */
  address: { line1: string; city: string; region: string; postalCode: string; country: string }
  phone: string
}

/** An American address, and a phone number of the range 555-0100 to 555-0199, which is kept for fiction. */
export function makeAmericanReach(random: SeededRandom): Reach {
  const { areaCode, ...city } = random.pick(AMERICAN_CITIES)
  const line1 = `${random.integer(100, 4900)} ${random.pick(AMERICAN_STREETS)}`
  return {
    address: { line1, ...city, country: 'US' },
    phone: `+1${areaCode}55501${String(random.integer(0, 99)).padStart(2, '0')}`,
  }
}

/** A Chinese address. China keeps no numbers for fiction: 1349 belongs to a satellite service, not to the public. */
export function makeChineseReach(random: SeededRandom): Reach {
  const line1 = `${random.pick(CHINESE_STREETS)} ${random.integer(1, 980)} 号`
  return {
    address: { line1, ...random.pick(CHINESE_CITIES), country: 'CN' },
    phone: `+861349000${String(random.integer(0, 9999)).padStart(4, '0')}`,
  }
}
