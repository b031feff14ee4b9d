import { FILTER_LIMITS } from '@tenon/sdk/contract/query'
import { type RawBuilder, sql } from 'kysely'
import type { FilterGround } from './filter-ground.ts'
import { queryProblem } from './query-problem.ts'
import { someRelated } from './some-related.ts'

/** What a path leads to, as SQL over the row around it. */
export interface PathEnd {
  holds: RawBuilder<boolean>
  /** Whether it holds where the path leads to no record. */
  ofNothing: boolean
}

interface Path {
  /** As it was written. */
  text: string
  pointer: string
  /** Hears of each step, and throws where there are too many in all. */
  step(): void
  end(name: string, ground: FilterGround): PathEnd
}

/**
 * A condition at the end of a path: `account.parent.region`. A path of one name has its end here. Rows are asked by
 * EXISTS, so that an index of either side can be used.
 * @throws TenonError BAD_REQUEST
 */
export function compilePath(path: Path, ground: FilterGround): RawBuilder<boolean> {
  const names = path.text.split('.')
  if (names.length > FILTER_LIMITS.steps + 1) throw tooLong(path, ground)
  return follow(names, path, ground).holds
}

function follow([name = '', ...rest]: readonly string[], path: Path, ground: FilterGround): PathEnd {
  if (rest.length === 0) return path.end(name, ground)
  path.step()
  const { text, pointer } = path
  const related = ground.reference?.({ name, path: text, pointer })
  // Whoever has no way to other records knows no field of that name.
  if (related === undefined) return path.end(text, ground)
  const { holds, ofNothing } = follow(rest, path, related.ground)
  if (related.several || !ofNothing) return { holds: someRelated(related, holds), ofNothing: false }
  const fails = someRelated(related, sql<boolean>`(${holds}) is not true`)
  return { holds: sql<boolean>`not ${fails}`, ofNothing: true }
}

function tooLong({ pointer }: Path, { locale }: FilterGround) {
  return queryProblem(locale, {
    pointer,
    rule: 'path',
    message: {
      en: `a path leads through at most ${FILTER_LIMITS.steps} references`,
      'zh-CN': `路径最多经过 ${FILTER_LIMITS.steps} 个引用`,
    },
  })
}
