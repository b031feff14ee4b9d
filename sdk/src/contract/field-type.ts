/** The types a field can have. What each one stores, accepts and can be filtered by is in core's field-type table. */
export const FIELD_TYPES = [
  'text',
  'longText',
  'richText',
  'code',
  'email',
  'emails',
  'phone',
  'phones',
  'url',
  'urls',
  'uuid',
  'slug',
  'barcode',
  'color',
  'icon',
  'tags',
  'integer',
  'decimal',
  'percent',
  'money',
  'rating',
  'progress',
  'duration',
  'boolean',
  'date',
  'dateTime',
  'time',
  'yearMonth',
  'dateRange',
  'choice',
  'multiChoice',
  'country',
  'reference',
  'user',
  'multiReference',
  'users',
  'anyReference',
  'team',
  'personName',
  'address',
  'geoPoint',
  'geoShape',
  'json',
  'objectList',
  'file',
  'image',
  'sequence',
] as const
export type FieldType = (typeof FIELD_TYPES)[number]

/** Types whose values are worked out of other fields whenever a record is read; nobody writes them and no column holds them. */
export const DERIVED_TYPES = ['formula', 'rollup', 'count', 'lookup'] as const
export type DerivedType = (typeof DERIVED_TYPES)[number]

/** Money on the wire: an exact decimal as text, and an ISO 4217 code. */
export interface Money {
  amount: string
  currency: string
}

/** A postal address; `country` is an ISO 3166-1 alpha-2 code. */
export interface Address {
  line1?: string
  line2?: string
  city?: string
  region?: string
  postalCode?: string
  country?: string
}

/** Days from `start` to `end`, both included; one of them may be open. `2026-03-31` each. */
export interface DateRange {
  start: string | null
  end: string | null
}

export interface PersonName {
  prefix?: string
  given?: string
  middle?: string
  family?: string
  suffix?: string
}

/** A record of one of several entities. */
export interface RecordReference {
  entity: string
  id: string
}

/** Degrees, WGS 84, at most six digits after the point. */
export interface GeoPoint {
  lat: number
  lng: number
}

/** Longitude, then latitude, in degrees (WGS 84). */
export type GeoPosition = [longitude: number, latitude: number]

/**
 * GeoJSON (RFC 7946): a line, an area, or several. Outer rings run counter-clockwise, holes clockwise, and each ends where
 * it begins; at most six digits after the point and 10,000 positions.
 */
export type GeoShape =
  | { type: 'LineString'; coordinates: GeoPosition[] }
  | { type: 'Polygon'; coordinates: GeoPosition[][] }
  | { type: 'MultiPolygon'; coordinates: GeoPosition[][][] }

/** A file as records tell of it: what its bytes were found to be, never what the sender called them. */
export interface StoredFile {
  id: string
  name: string
  /** Bytes. */
  size: number
  /** Media type, such as `image/png`. */
  type: string
  /** Pixels, of an image whose size could be read. */
  width?: number
  height?: number
}

/** Which bars or squares a `barcode` field is printed as, and so which texts it takes. */
export const SYMBOLOGIES = ['ean13', 'ean8', 'upcA', 'code128', 'qr'] as const
export type Symbology = (typeof SYMBOLOGIES)[number]

/** Hues that a choice or stage may have; the look's tokens give each one a light and a dark form. */
export const HUES = ['gray', 'blue', 'teal', 'green', 'amber', 'orange', 'red', 'pink', 'violet'] as const
export type Hue = (typeof HUES)[number]
