import { setImmediate as turnOfLoop } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { HostScope } from '../../../../core/src/hooks/host/host-scope.ts'
import { makeRecordTurns } from '../../../../core/src/hooks/host/record-turns.ts'
import { contextOf } from '../hook-kit.ts'

const PERSON = { kind: 'system', id: 'system', name: 'Tenon' } as const

/** What a plugin's call of this kind is, in one tenant. */
function scopeOf(given: {
  tenant?: string
  kind?: HostScope['kind']
  nested?: boolean
  signal?: AbortSignal
}): HostScope {
  const { tenant = 'a', kind = 'action', nested = false, signal } = given
  const plugin = { kind: 'plugin', id: 'p', name: 'P', hook: 'h', capabilities: [], onBehalfOf: PERSON } as const
  const ctx = contextOf({
    tenant: { id: tenant, slug: tenant, schema: tenant },
    actor: nested ? { ...plugin, onBehalfOf: plugin } : plugin,
    ...(signal !== undefined && { signal }),
  })
  return { ctx, kind } as HostScope
}

/** Work that lasts until it is told to end. */
function lasting() {
  const state = { begun: 0, ended: 0 }
  const ends: Array<() => void> = []
  const work = async () => {
    state.begun += 1
    await new Promise<void>((resolve) => ends.push(resolve))
    state.ended += 1
  }
  const endAll = async () => {
    for (let round = 0; round < 50; round++) {
      for (const end of ends.splice(0)) end()
      await turnOfLoop()
    }
  }
  return { state, work, endAll }
}

test('four host calls of a tenant are at the records at a time, and another tenant’s need not wait for them', async () => {
  const turns = makeRecordTurns()
  const { state, work, endAll } = lasting()
  const flood = Array.from({ length: 40 }, () => turns(scopeOf({}), 1, work))
  await turnOfLoop()
  expect(state.begun).toBe(4)
  expect(await turns(scopeOf({ tenant: 'b' }), 1, async () => 'at once')).toBe('at once')
  expect(state.begun).toBe(4)
  await endAll()
  await Promise.all(flood)
  expect(state).toEqual({ begun: 40, ended: 40 })
})

test('what a person waits for does not wait behind what actions and jobs ask for', async () => {
  const turns = makeRecordTurns()
  const { state, work, endAll } = lasting()
  const flood = (['action', 'afterHook'] as const).flatMap((kind) =>
    Array.from({ length: 4 }, () => turns(scopeOf({ kind }), 1, work)),
  )
  await turnOfLoop()
  expect(state.begun).toBe(4)
  for (const kind of ['beforeHook', 'question'] as const) {
    expect(await turns(scopeOf({ kind }), 1, async () => kind)).toBe(kind)
  }
  await endAll()
  await Promise.all(flood)
})

test('large pages are read one after the other, and small ones meanwhile', async () => {
  const turns = makeRecordTurns()
  const { state, work, endAll } = lasting()
  const flood = Array.from({ length: 4 }, () => turns(scopeOf({}), 200, work))
  await turnOfLoop()
  expect(state.begun).toBe(1)
  expect(await turns(scopeOf({}), 50, async () => 'small')).toBe('small')
  await endAll()
  await Promise.all(flood)
  expect(state.ended).toBe(4)
})

test('a hook that a plugin’s own write sets off does not wait for the turn that this write has', async () => {
  const turns = makeRecordTurns()
  const write = () => turns(scopeOf({ kind: 'beforeHook', nested: true }), 1, async () => 'read')
  const writes = Array.from({ length: 8 }, () => turns(scopeOf({}), 1, write))
  expect(new Set(await Promise.all(writes))).toEqual(new Set(['read']))
})

test('a call that has ended while it waited writes nothing any more', async () => {
  const turns = makeRecordTurns()
  const { work, endAll } = lasting()
  const flood = Array.from({ length: 4 }, () => turns(scopeOf({}), 1, work))
  const ended = new AbortController()
  let written = false
  const late = turns(scopeOf({ signal: ended.signal }), 1, async () => {
    written = true
  })
  ended.abort()
  const refused = expect(late).rejects.toMatchObject({ name: 'AbortError' })
  await endAll()
  await Promise.all([...flood, refused])
  expect(written).toBe(false)
  expect(await turns(scopeOf({}), 1, async () => 'free')).toBe('free')
})

test('a long page keeps its turn until it has been taken, and the next pages are then read one after the other', async () => {
  const turns = makeRecordTurns()
  const taken: Array<() => void> = []
  let begun = 0
  const page = () =>
    turns(scopeOf({}), 50, async (hold) => {
      begun += 1
      hold(new Promise((resolve) => taken.push(resolve)))
      return 'page'
    })
  const first = Array.from({ length: 6 }, page)
  expect(await Promise.all(first.slice(0, 4))).toEqual(['page', 'page', 'page', 'page'])
  await turnOfLoop()
  expect(begun).toBe(4)
  const later = Array.from({ length: 3 }, page)
  for (const end of taken.splice(0)) end()
  await Promise.all(first)
  await turnOfLoop()
  expect(begun).toBe(7)
  // What reads one record does not wait for pages.
  expect(await turns(scopeOf({}), 1, async () => 'one')).toBe('one')
  for (let round = 0; round < 4; round++) {
    for (const end of taken.splice(0)) end()
    await turnOfLoop()
  }
  expect(await Promise.all(later)).toEqual(['page', 'page', 'page'])
  expect(begun).toBe(9)
})
