export interface PlaceMemory {
  get(tenant: string, entity: string): string | null
  set(tenant: string, entity: string, place: string): void
}

/** Where somebody was last with an entity; kept by the browser under a key, per tenant. */
export function makePlaceMemory(storageKey: string): PlaceMemory {
  function read(): Record<string, string> {
    try {
      const value: unknown = JSON.parse(localStorage.getItem(storageKey) ?? '{}')
      return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
    } catch {
      return {}
    }
  }
  return {
    get: (tenant, entity) => read()[`${tenant}/${entity}`] ?? null,
    set: (tenant, entity, place) =>
      localStorage.setItem(storageKey, JSON.stringify({ ...read(), [`${tenant}/${entity}`]: place })),
  }
}
