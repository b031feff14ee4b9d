const STORAGE_KEY = 'tenon.boards'

/** The pipeline whose board of an entity was looked at last; kept by the browser, per tenant. */
export const boardMemory = {
  get(tenant: string, entity: string): string | null {
    return read()[`${tenant}/${entity}`] ?? null
  },
  set(tenant: string, entity: string, pipeline: string): void {
    localStorage.setItem(STORAGE_KEY, JSON.stringify({ ...read(), [`${tenant}/${entity}`]: pipeline }))
  },
}

function read(): Record<string, string> {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(STORAGE_KEY) ?? '{}')
    return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
  } catch {
    return {}
  }
}
