import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeViolation {
  id: string
  help: string
  nodes: Array<{ html: string; failureSummary?: string }>
}

/** Colours are judged as they come to rest: until then, a button that fades in is paler than it will be. */
const REST = `(async () => {
  const roots = [document]
  for (const root of roots)
    for (const { shadowRoot } of root.querySelectorAll('*')) if (shadowRoot) roots.push(shadowRoot)
  const moving = new Set(roots.flatMap((root) => root.getAnimations()))
  const ending = [...moving].filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
  const ended = Promise.all(ending.map(({ finished }) => finished.catch(() => undefined)))
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 2000))])
})()`

/** Everything is checked; what is in order is not described, which takes longer than the checks. */
const RUN = `axe
  .run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'], resultTypes: ['violations'] })
  .then(({ violations }) => violations)`

/** What axe finds wrong by WCAG 2.2 A and AA, one line per element; shadow roots included. */
export async function axeViolations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(`'axe' in globalThis`))) await page.evaluate(axe.source)
  await page.evaluate(REST)
  const violations = (await page.evaluate(RUN)) as AxeViolation[]
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}
