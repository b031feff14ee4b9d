/** `testDrive` → `test_drive`. Runs of capitals count as one word: `customerVIN` → `customer_vin`. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/([A-Z])([A-Z][a-z])/g, '$1_$2')
    .toLowerCase()
}

const CODE_PREFIX = '_code_'

/**
 * Column beside a computed field's value that names the code which gave it, null where none could. Begins with `_` so
 * that it is no field's.
 */
export function codeColumn(valueColumn: string): string {
  return `${CODE_PREFIX}${valueColumn}`
}

export function isCodeColumn(column: string): boolean {
  return column.startsWith(CODE_PREFIX)
}

/** Second column of a money field, which holds its currency. */
export function currencyColumn(amountColumn: string): string {
  return `${amountColumn}_currency`
}

/** Second column of a reference to any of several entities, which holds the entity's name. */
export function entityColumn(idColumn: string): string {
  return `${idColumn}_entity`
}

/** Second column of a date range, which holds its end. */
export function endColumn(startColumn: string): string {
  return `${startColumn}_end`
}

export const BOX_SIDES = ['west', 'south', 'east', 'north'] as const

/** Column of a shape that holds one side of the box that it lies in. */
export function boxColumn(shapeColumn: string, side: (typeof BOX_SIDES)[number]): string {
  return `${shapeColumn}_${side}`
}

/** Second column of a place; the first holds the latitude. */
export function longitudeColumn(latitudeColumn: string): string {
  return `${latitudeColumn}_lng`
}
