import { isDeepStrictEqual } from 'node:util'
import { type Place, settle } from './merging.ts'

interface ThreeOrders {
  base: string[]
  theirs: string[]
  mine: string[]
}

/** Lists in which an order says nothing. */
const UNORDERED = /\/(required|requiredFields|transitions|transitionRules|formerNames|roles|from|to)$/

/** The order of a merged list's elements: of the side that changed it, and what the other side added behind its neighbour. */
export function mergeOrder(orders: ThreeOrders, kept: ReadonlySet<string>, place: Place): string[] {
  const first = leading(orders, place)
  const second = first === orders.mine ? orders.theirs : orders.mine
  const merged = first.filter((key) => kept.has(key))
  for (const [at, key] of second.entries()) {
    if (!kept.has(key) || merged.includes(key)) continue
    const neighbour = second.slice(0, at).findLast((other) => merged.includes(other))
    merged.splice(neighbour === undefined ? 0 : merged.indexOf(neighbour) + 1, 0, key)
  }
  return merged
}

function leading({ base, theirs, mine }: ThreeOrders, place: Place): string[] {
  const shared = base.filter((key) => theirs.includes(key) && mine.includes(key))
  const inOrder = (keys: string[]) => keys.filter((key) => shared.includes(key))
  if (isDeepStrictEqual(inOrder(mine), shared)) return isDeepStrictEqual(inOrder(theirs), shared) ? mine : theirs
  const agreed = isDeepStrictEqual(inOrder(theirs), shared) || isDeepStrictEqual(inOrder(theirs), inOrder(mine))
  if (agreed || UNORDERED.test(place.path)) return mine
  return settle(place, 'order', { base, theirs, mine }) === 'mine' ? mine : theirs
}
