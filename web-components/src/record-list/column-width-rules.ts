import type { ListColumn } from './list-columns.ts'

/** Rules that hold columns to their widths, for a style sheet of the list's own: a strict CSP allows no style attributes. */
export function columnWidthRules(columns: readonly ListColumn[], widths: Readonly<Record<string, number>>): string {
  return columns
    .map(({ name }, index) => {
      const width = widths[name]
      if (width === undefined || !Number.isFinite(width)) return ''
      // The first column selects rows.
      const cells = `.table :is(th, td):nth-child(${index + 2})`
      return `${cells} { width: ${width}px; min-width: ${width}px; max-width: ${width}px; }`
    })
    .join('\n')
}
