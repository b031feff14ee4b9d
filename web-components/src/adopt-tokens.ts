import { tokenStyles } from './tokens.styles.ts'

/**
 * Gives the document the design tokens, once. A constructable sheet needs no CSP exception, and
 * custom properties inherit into every shadow root, so one copy serves all widgets on the page.
 */
export function adoptTokens(document: Document): void {
  const sheet = tokenStyles.styleSheet
  if (sheet && !document.adoptedStyleSheets.includes(sheet)) {
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
  }
}
