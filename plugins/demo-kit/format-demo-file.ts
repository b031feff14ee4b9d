import type { DemoFile } from '@tenon/sdk/contract/demo-file'

/** A demo file as it is committed: one team, user or record per line, so that a change is a readable diff. */
export function formatDemoFile(file: DemoFile): string {
  const list = (name: string, items: readonly unknown[]) =>
    `  ${JSON.stringify(name)}: [\n${items.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  const lists = [list('teams', file.teams), list('users', file.users), list('records', file.records)]
  return `{\n  "$schema": ${JSON.stringify(file.$schema)},\n${lists.join(',\n')}\n}\n`
}
