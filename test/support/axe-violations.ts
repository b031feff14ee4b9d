import axe from 'axe-core'
import type { Page } from 'playwright-core'

interface AxeRun {
  violations: Array<{ id: string; help: string; nodes: Array<{ html: string; failureSummary?: string }> }>
}

/** What axe finds wrong by WCAG 2.2 A and AA, one line per element; shadow roots included. */
export async function axeViolations(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const run = (await page.evaluate(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] })`,
  )) as AxeRun
  return run.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.html.slice(0, 160)} ${node.failureSummary ?? ''}`),
  )
}
