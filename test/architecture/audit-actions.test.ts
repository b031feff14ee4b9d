import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { entryLook } from '../../schema-studio/src/workspace/entry-look.ts'

const CORE = join(import.meta.dirname, '../../core/src')
/** Such as `action: 'role.set'`, and the two of a choice. */
const ACTION = /action[:=][^,\n]*?'([a-zA-Z]+\.[a-zA-Z]+)'(?: : '([a-zA-Z]+\.[a-zA-Z]+)')?/g

function auditedActions(): string[] {
  const files = readdirSync(CORE, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))
  const named = files.flatMap((file) => [...readFileSync(join(CORE, file), 'utf8').matchAll(ACTION)])
  return [...new Set(named.flatMap(([, ...actions]) => actions.filter((action) => action !== undefined)))].sort()
}

test('the audit trail of the studio has words for whatever core notes as done', () => {
  const actions = auditedActions()
  expect(actions).toEqual(expect.arrayContaining(['role.set', 'plugin.upgrade', 'bulk.run', 'view.delete']))
  const look = (action: string) => entryLook({ action, changes: {}, recordId: null })
  const wordless = actions.filter((action) => action !== 'action.run' && look(action).message === 'historyDid')
  expect(wordless).toEqual([])
})
