import { hash } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'

/** How many texts are recognised as they are, which takes the least time and a kB for each. */
const MAX_TEXTS = 5_000
/** Of how many texts the process counts the uses, to tell those that come again from those that do not: by their digests. */
const MAX_COUNTED = 50_000
/** Of a text that is kept. Longer ones are few, and would take the place of many. */
const MAX_KEPT_LENGTH = 30_000
/**
 * Which way is best depends on how many records contain the words that are looked for: planned for them each time, but where
 * the statement has them worked out apart, out of the planner's sight.
 */
const PLANNED_FOR_VALUES = /(?<!\(select "[^"]*"\.")\b_search_query\b/
const KEPT_KINDS = /^\s*(select|with|insert|update|delete)\b/i

export interface StatementUse {
  count: number
  /** Of `performance.now`. */
  usedAt: number
  /** Under which it is kept. */
  name: string | null
  /** It has been of a tenant's work, and does not leave the tenant's role. */
  isBound: boolean
  /** Whether it is of a kind that is worth keeping. */
  readonly isKeepable: boolean
}

export interface StatementUses {
  /** What is known of a text that is about to be sent. */
  of(text: string): StatementUse
  /** Drops what is known of texts that have not been sent since then (of `performance.now`). */
  forget(unusedSince: number): void
}

/** What the connections of a process have been asked. */
export function makeStatementUses(): StatementUses {
  const byText = new LRUCache<string, StatementUse>(upTo(MAX_TEXTS))
  const uses = new LRUCache<string, StatementUse>(upTo(MAX_COUNTED))

  function find(text: string): StatementUse {
    const digest = hash('sha256', text, 'base64')
    const use = uses.get(digest) ?? make(text)
    uses.set(digest, use)
    byText.set(text, use)
    return use
  }

  return {
    of(text) {
      const use = byText.get(text) ?? find(text)
      use.usedAt = performance.now()
      return use
    },
    forget(unusedSince) {
      dropUnused(byText, unusedSince)
      dropUnused(uses, unusedSince)
    },
  }
}

function make(text: string): StatementUse {
  const isKeepable = text.length <= MAX_KEPT_LENGTH && KEPT_KINDS.test(text) && !PLANNED_FOR_VALUES.test(text)
  return { count: 0, usedAt: 0, name: null, isBound: false, isKeepable }
}

/** In the order in which they were looked up last, which for digests is not always that of their uses. */
function dropUnused(uses: LRUCache<string, StatementUse>, unusedSince: number): void {
  for (const key of [...uses.rkeys()]) if ((uses.peek(key)?.usedAt ?? 0) < unusedSince) uses.delete(key)
}
