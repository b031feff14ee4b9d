import type { Address, GeoPoint } from '@tenon/sdk/contract/field-type'
import type { Locale } from '@tenon/sdk/contract/locale'
import { countryName } from './country-name.ts'
import { numberFormat } from './number-format.ts'

/** Chinese addresses run from the large to the small, Western ones the other way round. */
export function formatAddress(address: Address, locale: Locale): string {
  const { line1, line2, city, region, postalCode, country } = address
  const land = country && countryName(country, locale)
  const parts =
    locale === 'zh-CN'
      ? [land, region, city, line1, line2, postalCode]
      : [line1, line2, [postalCode, city].filter(Boolean).join(' '), region, land]
  return parts.filter(Boolean).join(locale === 'zh-CN' ? ' ' : ', ')
}

/** “31.2304° N, 121.4737° E”, “北纬 31.2304°，东经 121.4737°”. */
export function formatGeoPoint({ lat, lng }: GeoPoint, locale: Locale): string {
  const degrees = (value: number) => `${numberFormat(locale, { maximumFractionDigits: 6 }).format(Math.abs(value))}°`
  const [latitude, longitude] = [degrees(lat), degrees(lng)]
  return locale === 'zh-CN'
    ? `${lat < 0 ? '南' : '北'}纬 ${latitude}，${lng < 0 ? '西' : '东'}经 ${longitude}`
    : `${latitude} ${lat < 0 ? 'S' : 'N'}, ${longitude} ${lng < 0 ? 'W' : 'E'}`
}
