import type { Fixtures, TestTenantOptions } from '@tenon/sdk/contract/test-tenant'
import { uuidv7 } from 'uuidv7'
import type { MadeFixtures } from './make-fixtures.ts'
import type { HookLog } from './make-test-sandbox.ts'
import type { SavedRows } from './saved-rows.ts'

/** Each is a row per record and what hangs on it: more than a plugin's tests have of different beginnings. */
const MOST_STATES = 200

/** What making fixtures has left behind. */
interface FixtureState {
  made: MadeFixtures
  /** What hooks have logged meanwhile. */
  logs: readonly HookLog[]
}

interface KeptState extends FixtureState {
  /** An id made after all of its rows'. */
  last: string
  number: number
  tables: readonly string[]
}

export interface KeptFixtures {
  /** Puts back, into an empty tenant, the most that is kept of these fixtures and nothing else. Null where nothing is. */
  restore(options: TestTenantOptions): Promise<KeptState | null>
  keep(options: TestTenantOptions, state: FixtureState): Promise<void>
}

/**
 * Fixtures that earlier tests began with as well: their rows are put back instead of being made again. That the plugin
 * is installed into the empty tenant is part of each state, of that without fixtures too.
 */
export function makeKeptFixtures(rows: SavedRows): KeptFixtures {
  const states = new Map<string, KeptState>()
  let number = 0
  return {
    async restore(options) {
      const state = longestFirst(options).flatMap((key) => states.get(key) ?? [])[0]
      if (state === undefined) return null
      await rows.restore(state.number, state.tables)
      return { ...state, made: structuredClone(state.made) }
    },
    async keep(options, { made, logs }) {
      const key = longestFirst(options)[0]
      if (key === undefined || states.has(key) || states.size >= MOST_STATES) return
      number += 1
      const tables = await rows.save(number)
      states.set(key, { number, tables, last: uuidv7(), made: structuredClone(made), logs: [...logs] })
    },
  }
}

/** Names of the states that these options begin with, that of all fixtures first. None where the test answers hooks. */
function longestFirst({ fixtures = {}, http, ...rest }: TestTenantOptions): string[] {
  // What a function of the test's answers, and notes, belongs to that test.
  if (http !== undefined) return []
  const entries = Object.entries(fixtures)
  const lengths = Array.from({ length: entries.length + 1 }, (_, index) => entries.length - index)
  return lengths.map((length) => keyOf(rest, entries.slice(0, length)))
}

function keyOf(
  rest: Omit<TestTenantOptions, 'fixtures' | 'http'>,
  fixtures: Array<[string, Fixtures[string]]>,
): string {
  const given = Object.entries(rest).filter(([, value]) => value !== undefined)
  return JSON.stringify([given.sort(([one], [other]) => (one < other ? -1 : 1)), fixtures])
}
