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

  test('a job with a start time waits for it', async () => {
    const database = await openTestDatabase(kind)
    const queue = await createJobQueue({ database, onError: () => undefined })
    const seen: string[] = []
    const startAfter = new Date(Date.now() + 3_000)
    await queue.work(
      'later',
      async ({ data }) => void seen.push(`${data['name']} ${Date.now() >= startAfter.getTime()}`),
    )
    await queue.enqueue('later', [
      { id: randomUUID(), data: { name: 'later' }, startAfter },
      { id: randomUUID(), data: { name: 'now' } },
    ])
    await expect.poll(() => seen, { timeout: 30_000 }).toEqual(['now false', 'later true'])
    await queue.close()
    await database.close()
  })

  test('a group with much to do leaves places to others', async () => {
    const database = await openTestDatabase(kind)
    const queue = await createJobQueue({ database, onError: () => undefined })
    const running = { busy: 0, most: 0 }
    const seen: string[] = []
    const job = (group: string) => ({ id: randomUUID(), data: { group }, group })
    await queue.enqueue(
      'shared',
      Array.from({ length: 12 }, () => job('busy')),
    )
    await queue.enqueue('shared', [job('quiet')])
    const handler = async ({ data }: { data: Record<string, unknown> }) => {
      if (data['group'] === 'busy') {
        running.busy += 1
        running.most = Math.max(running.most, running.busy)
        await new Promise((resolve) => setTimeout(resolve, 400))
        running.busy -= 1
      }
      seen.push(String(data['group']))
    }
    await queue.work('shared', handler, { batches: 3, batchSize: 3, perGroup: 2 })
    await expect.poll(() => seen.length, { timeout: 50_000 }).toBe(13)
    expect(running.most).toBe(2)
    expect(seen.indexOf('quiet')).toBeLessThan(12)
    await queue.close()
    await database.close()
  })
})
