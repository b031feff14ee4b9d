import type { Plugin } from 'vite'

/** Size of text in a browser where nobody has set another. */
const USUAL_TEXT = 16
/** Hairlines, focus rings and marks stay as thin as they are. */
const THICKEST_LINE = 3

/**
 * Sizes are written in pixels of the grid. The studio, which has its page to itself, follows the size of text that a
 * person has set in the browser: its pixels become parts of that size. Host sites get the widgets as they are written:
 * many pages set the size of their root for reasons of their own.
 */
export const sizeByText: Plugin = {
  name: 'tenon-size-by-text',
  transform: {
    filter: { code: 'css`' },
    handler: (code) => ({
      code: code.replace(/\bcss`([^`]*)`/g, (_, css: string) => `css\`${sized(css)}\``),
      map: null,
    }),
  },
}

function sized(css: string): string {
  return css
    .split(/(@media[^{]*)/)
    .map((part) => part.replace(/(?<![\w.#-])(-?)(\d*\.?\d+)px/g, part.startsWith('@media') ? inEm : inRem))
    .join('')
}

function inRem(pixels: string, sign: string, number: string): string {
  return Number(number) > THICKEST_LINE ? `${sign}${Number(number) / USUAL_TEXT}rem` : pixels
}

/** There `rem` would be the same: the size that the person has set, whatever the page says. */
function inEm(_: string, sign: string, number: string): string {
  return `${sign}${Number(number) / USUAL_TEXT}em`
}
