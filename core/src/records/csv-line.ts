/** One line of a CSV file as in RFC 4180; cells are quoted where they must be. */
export function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

/** White space at the ends would be taken for layout, so that it is quoted too. */
function csvCell(text: string): string {
  return /[",\r\n]/.test(text) || text.trim() !== text ? `"${text.replaceAll('"', '""')}"` : text
}

const FORMULA = /^'*[=+\-@\t\r]/
const NEGATIVE_NUMBER = /^-\d+(\.\d+)?$/

/**
 * Text that no spreadsheet runs: an apostrophe before what begins like a formula. Text that has such an apostrophe
 * already gets one more, so that `unescapeFormula` gives every text back.
 */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) && !NEGATIVE_NUMBER.test(text) ? `'${text}` : text
}

/** The text that `escapeFormula` was given. */
export function unescapeFormula(text: string): string {
  return text.startsWith("'") && FORMULA.test(text) ? text.slice(1) : text
}
