import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'

/** Switches for serverless hosts that would hide what the tests look for, or make the browser less stable. */
const UNWANTED = new Set(['--disable-web-security', '--allow-running-insecure-content', '--single-process'])

/** A real Chromium from its npm package: nothing has to be installed on the machine. */
export async function launchBrowser(): Promise<Browser> {
  return playwright.launch({
    executablePath: await chromium.executablePath(),
    args: chromium.args.filter((argument) => !UNWANTED.has(argument)),
    headless: true,
  })
}
