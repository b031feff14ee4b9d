/** How a column's values are converted; null for types that nothing but themselves is converted from or to. */
export type ColumnKind = 'text' | 'number' | 'boolean' | 'date' | 'instant' | 'time' | 'list' | 'uuid'

const KINDS: Readonly<Record<string, ColumnKind>> = {
  text: 'text',
  smallint: 'number',
  integer: 'number',
  bigint: 'number',
  boolean: 'boolean',
  date: 'date',
  'timestamp with time zone': 'instant',
  'time without time zone': 'time',
  'text[]': 'list',
  uuid: 'uuid',
}

/** `type` as format_type() prints it. */
export function columnKind(type: string): ColumnKind | null {
  if (Object.hasOwn(KINDS, type)) return KINDS[type] ?? null
  if (/^character varying(\(\d+\))?$/.test(type)) return 'text'
  return /^numeric\(\d+,\d+\)$/.test(type) ? 'number' : null
}
