import { LRUCache } from 'lru-cache'
import { upTo } from '../context/up-to.ts'
import type { PlaceRole } from './child-place.ts'

const PENALTY_MS = 600_000
/** How long a tenant that uses much processor time is kept apart from the others. */
const BUSY_MS = 10_000
/** Whoever was set aside stays so while its slices take this long: others would wait behind them again. */
const LONG_MICROS = 2_000
/** Scripts of tenants that are remembered; those not called for longest have to prove themselves again. */
const MAX_PROOFS = 20_000

/** A script that has answered so often over so long for a tenant is trusted to share a child with others. */
export interface Probation {
  calls: number
  ms: number
}

const PROBATION: Probation = { calls: 5, ms: 2_000 }

interface Proof {
  calls: number
  since: number
}

/** Remembers how tenants and their scripts have behaved: by that it is decided whom they share a child with. */
export function makeTenantStandings(probation: Probation = PROBATION, now: () => number = () => performance.now()) {
  /** Tenant → until when. */
  const penalties = new Map<string, number>()
  const busy = new Map<string, number>()
  const proofs = new LRUCache<string, Proof>(upTo(MAX_PROOFS))

  /** Whether a tenant's time has not passed yet; forgets it when it has. */
  function isDue(until: Map<string, number>, tenantId: string): boolean {
    if ((until.get(tenantId) ?? 0) > now()) return true
    until.delete(tenantId)
    return false
  }

  function isProven(key: string): boolean {
    const { calls, since } = proofs.get(key) ?? { calls: 0, since: now() }
    return calls >= probation.calls && now() - since >= probation.ms
  }

  function setAside(tenantId: string): void {
    busy.set(tenantId, now() + BUSY_MS)
  }

  return {
    of(tenantId: string, sourceHash: string): PlaceRole {
      if (isDue(penalties, tenantId)) return 'penalty'
      if (!isProven(proofKey(tenantId, sourceHash))) return 'probation'
      return isDue(busy, tenantId) ? 'busy' : 'worker'
    },
    /** Its code has cost a child or an isolate. */
    punish(tenantId: string): void {
      penalties.set(tenantId, now() + PENALTY_MS)
    },
    /** It uses much processor time: others would wait behind its slices. */
    setAside,
    /** A slice of it has taken so long; `busy`: it has used much of late. */
    noteWork(tenantId: string, work: { micros: number; busy: boolean }): void {
      if (work.busy || (work.micros > LONG_MICROS && isDue(busy, tenantId))) setAside(tenantId)
    },
    isSetAside: (tenantId: string): boolean => isDue(busy, tenantId),
    /** A call of it has answered. */
    credit(tenantId: string, sourceHash: string): void {
      const key = proofKey(tenantId, sourceHash)
      const proof = proofs.get(key)
      if (proof === undefined) proofs.set(key, { calls: 1, since: now() })
      else proof.calls += 1
    },
    /** Forgets penalties that are over. */
    sweep(): void {
      for (const until of [penalties, busy]) for (const tenantId of until.keys()) isDue(until, tenantId)
    },
  }
}

export type TenantStandings = ReturnType<typeof makeTenantStandings>

function proofKey(tenantId: string, sourceHash: string): string {
  return `${sourceHash}/${tenantId}`
}
