import { expect, test, vi } from 'vitest'
import { workPerTenant } from '../../../core/src/jobs/work-per-tenant.ts'

const onError = (error: unknown) => expect.unreachable(String(error))

test('the first call for a tenant waits for nothing, and calls in the pause after it are answered by one round', async () => {
  const rounds: string[] = []
  const work = workPerTenant(async (schema) => void rounds.push(schema), { onError, pauseMilliseconds: 200 })
  work.wake('one')
  work.wake('two')
  expect(rounds).toEqual(['one', 'two'])
  await Promise.resolve()
  for (let call = 0; call < 5; call += 1) work.wake('one')
  expect(rounds).toEqual(['one', 'two'])
  await vi.waitFor(() => expect(rounds).toEqual(['one', 'two', 'one']))
  await work.close()
  expect(rounds).toEqual(['one', 'two', 'one'])
})

test('closing lets a round under way end, and begins none that was asked for meanwhile', async () => {
  let rounds = 0
  let end: () => void = () => undefined
  const work = workPerTenant(
    async () => {
      rounds += 1
      await new Promise<void>((resolve) => {
        end = resolve
      })
    },
    { onError, pauseMilliseconds: 50 },
  )
  work.wake('one')
  work.wake('one')
  const closed = work.close()
  end()
  await closed
  expect(rounds).toBe(1)
})
