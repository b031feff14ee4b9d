/// <reference lib="dom" />
import type { Locator } from 'playwright-core'

/** True when the element has the focus, inside a shadow root too. */
export function hasFocus(locator: Locator): Promise<boolean> {
  return locator.evaluate((element) => (element.getRootNode() as ShadowRoot).activeElement === element)
}

/** Text as a reader takes it in, without the white space of the mark-up. */
export async function textOf(locator: Locator): Promise<string> {
  return ((await locator.textContent()) ?? '').replace(/\s+/g, ' ').trim()
}
