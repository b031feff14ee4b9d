import type { Browser } from 'playwright-core'
import { afterAll, beforeAll } from 'vitest'
import { buildStudio } from '../../schema-studio/support/build-studio.ts'
import { type OpenStudioOptions, openStudio } from '../../schema-studio/support/open-studio.ts'
import { launchBrowser } from '../../support/launch-browser.ts'
import { startTestTenon, type TestTenon } from '../../support/start-test-tenon.ts'

/** The whole of Tenon with the demo's tenant and a browser, for all tests of the file that calls this at its top. */
export function serveStudio() {
  let browser: Browser | undefined
  let tenon: TestTenon | undefined

  beforeAll(async () => {
    await buildStudio()
    tenon = await startTestTenon()
    browser = await launchBrowser()
  }, 120_000)

  afterAll(async () => {
    await browser?.close()
    await tenon?.close()
  })

  const running = () => {
    if (browser === undefined || tenon === undefined) throw new Error('It is not running yet')
    return { browser, tenon }
  }
  return {
    get tenon() {
      return running().tenon
    },
    get browser() {
      return running().browser
    },
    /** A window of its own in which somebody is signed in. */
    open: (options?: OpenStudioOptions) => openStudio(running().browser, running().tenon, options),
  }
}
