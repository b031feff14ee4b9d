import { adoptTokens } from '../adopt-tokens.ts'

/** Registers an element with the tokens it is drawn by. A second copy of the SDK on the page keeps the first one's. */
export function defineElement(tag: string, element: CustomElementConstructor): void {
  adoptTokens(document)
  if (!customElements.get(tag)) customElements.define(tag, element)
}
