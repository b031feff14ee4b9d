import { launchBrowser } from './support/launch-browser.ts'

const URL = 'http://localhost:4711'
const browser = await launchBrowser()
const response = await fetch(`${URL}/api/auth/sign-in/email`, {
  method: 'POST',
  headers: { 'content-type': 'application/json', origin: URL },
  body: JSON.stringify({ email: 'staff@demo.example', password: 'staff-demo' }),
})
const jar = response.headers
  .getSetCookie()
  .map((c) => c.split(';')[0] ?? '')
  .map((c) => {
    const [name = '', ...v] = c.split('=')
    return { name, value: v.join('='), url: URL }
  })
for (const width of [390, 1440]) {
  const context = await browser.newContext({
    locale: 'zh-CN',
    viewport: { width, height: 844 },
    isMobile: width === 390,
    hasTouch: true,
  })
  await context.addCookies(jar)
  const page = await context.newPage()
  await page.goto(URL + '/e/opportunity?view=myOpenOpportunities')
  await page.locator('studio-shell main h1').waitFor()
  await page.waitForTimeout(900)
  console.log(
    await page.evaluate(() => {
      const out: string[] = []
      const walk = (n: Element, depth: number) => {
        const r = n.getBoundingClientRect()
        if (r.width > 300 && depth < 22)
          out.push(
            ' '.repeat(depth) +
              n.tagName +
              '.' +
              n.className +
              ` ${Math.round(r.top)}+${Math.round(r.height)} w${Math.round(r.width)}`,
          )
        for (const c of [...(n.shadowRoot?.children ?? []), ...n.children]) walk(c, depth + 1)
      }
      walk(document.body, 0)
      return out.join('\n')
    }),
  )
  await context.close()
}
await browser.close()
