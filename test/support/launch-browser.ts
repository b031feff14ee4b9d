import chromium from '@sparticuz/chromium'
import { type Browser, chromium as playwright } from 'playwright-core'
import { inject } from 'vitest'

/** Switches for serverless hosts that would hide what the tests look for, or make the browser less stable. */
const UNWANTED = new Set(['--disable-web-security', '--allow-running-insecure-content', '--single-process'])

/** Switches for a graphics card that is computed: painting pages in it takes more processor time than all else in a test. */
const COMPUTED_CARD = new Set([
  '--ignore-gpu-blocklist',
  '--in-process-gpu',
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
])

interface LaunchOptions {
  /** Size of text that the person has set in the browser's own settings; 16 for everybody who has not. */
  textSize?: number
}

/** A real Chromium from its npm package: nothing has to be installed on the machine. It paints without a graphics card. */
export async function launchBrowser({ textSize = 16 }: LaunchOptions = {}): Promise<Browser> {
  const wanted = chromium.args.filter((argument) => !UNWANTED.has(argument) && !COMPUTED_CARD.has(argument))
  return playwright.launch({
    executablePath: inject('browserPath'),
    args: [...wanted, '--disable-gpu', `--blink-settings=defaultFontSize=${textSize}`],
    headless: true,
  })
}
