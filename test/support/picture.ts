import { join } from 'node:path'
import type { Page } from 'playwright-core'

/** Where somebody wants to look at the pages: the folder is given by TENON_SCREENSHOTS. */
export async function picture(page: Page, name: string): Promise<void> {
  const folder = process.env['TENON_SCREENSHOTS']
  if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`) })
}
