/** Chinese characters and their punctuation are as wide as two letters on a terminal. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/

export function cellWidth(text: string): number {
  return [...text].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0)
}

/** Fills a cell of a table with blanks up to so many columns of a terminal. */
export function padCell(text: string, width: number, side: 'left' | 'right' = 'right'): string {
  const blanks = ' '.repeat(Math.max(0, width - cellWidth(text)))
  return side === 'right' ? `${text}${blanks}` : `${blanks}${text}`
}
