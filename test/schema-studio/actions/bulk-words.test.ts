import type { BulkRun } from '@tenon/sdk/contract/bulk-api'
import { expect, test } from 'vitest'
import { bulkRuns } from '../../../schema-studio/src/bulk/bulk-runs.ts'
import { bulkWords } from '../../../schema-studio/src/bulk/bulk-words.ts'

const RUN: BulkRun = {
  ...{ id: 'r1', entity: 'deal', operation: { kind: 'delete' }, mode: 'bestEffort', reason: null },
  ...{ undoes: null, undoneBy: null, actor: 'user:u1', actorName: 'Ada', status: 'interrupted', error: null },
  ...{ total: 130, done: 120, refused: 0, skipped: 0 },
  ...{ startedAt: '2026-01-01T00:00:00Z', endedAt: '2026-01-01T00:00:02Z' },
}

test('a run that was given up says why, where that is known, and how far it came', () => {
  const why = 'The database was busy for too long.'
  const words = bulkWords({ ...RUN, error: why }, 'en')
  expect(words).toContain(why)
  expect(words).toContain('120')
  expect(bulkWords(RUN, 'en')).toBe(words.replace(`${why} `, ''))
})

test('a run that gets on waits for nothing any more', () => {
  const { hear } = bulkRuns({ client: {} as never })
  const progress = {
    run: 'r1',
    actor: 'user:u1',
    status: 'running',
    total: 130,
    done: 20,
    refused: 0,
    skipped: 0,
  } as const
  expect(hear({ type: 'bulk.progress', ...progress })?.news).toMatchObject({ done: 20, error: null })
})
