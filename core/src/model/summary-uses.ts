import type { FieldType } from '@tenon/sdk/contract/field-type'

interface SummaryUse {
  /** Records are counted per value. */
  group: boolean
  /** Values are added up. */
  sum: boolean
}

const neither: SummaryUse = { group: false, sum: false }
const group: SummaryUse = { group: true, sum: false }
const sum: SummaryUse = { group: false, sum: true }
const both: SummaryUse = { group: true, sum: true }

/** What a field of each type can do in a summary: few values that many records share are grouped, amounts are summed. */
export const SUMMARY_USES: Readonly<Record<FieldType, SummaryUse>> = {
  text: neither,
  longText: neither,
  richText: neither,
  code: neither,
  email: neither,
  emails: neither,
  phone: neither,
  phones: neither,
  url: neither,
  urls: neither,
  uuid: neither,
  slug: neither,
  barcode: neither,
  color: group,
  icon: group,
  tags: neither,
  integer: sum,
  decimal: sum,
  percent: sum,
  money: sum,
  rating: both,
  progress: both,
  duration: sum,
  boolean: group,
  date: group,
  dateTime: neither,
  time: neither,
  yearMonth: group,
  dateRange: neither,
  choice: group,
  multiChoice: neither,
  country: group,
  reference: group,
  user: group,
  multiReference: neither,
  users: neither,
  anyReference: neither,
  team: group,
  personName: neither,
  address: neither,
  geoPoint: neither,
  geoShape: neither,
  json: neither,
  objectList: neither,
  file: neither,
  image: neither,
  sequence: neither,
}
