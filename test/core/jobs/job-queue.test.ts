import { randomUUID } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { createJobQueue } from '../../../core/src/jobs/create-job-queue.ts'
import { DATABASE_KINDS, openTestDatabase } from '../../support/open-test-database.ts'

describe.each(DATABASE_KINDS)('on %s', (kind) => {
  test('a job runs once however often it is queued, and again when its handler fails', async () => {
    const database = await openTestDatabase(kind)
    const errors: unknown[] = []
    const queue = await createJobQueue({ database, onError: (error) => errors.push(error) })
    const seen: unknown[] = []
    const job = { id: randomUUID(), data: { name: '跟进' } }
    await queue.enqueue('greet', [job])
    await queue.enqueue('greet', [job, job])
    await queue.work('greet', async ({ data }) => {
      seen.push(data)
      if (seen.length === 1) throw new Error('first time fails')
    })
    await expect.poll(() => seen, { timeout: 20_000 }).toEqual([{ name: '跟进' }, { name: '跟进' }])
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(seen).toHaveLength(2)
    await queue.close()
    await database.close()
    expect(errors).toEqual([])
  })
})
