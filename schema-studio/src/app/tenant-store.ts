const STORAGE_KEY = 'tenon.tenant'

/** Which of their tenants a person works in; the server decides whether they may. */
export const tenantStore = {
  headers(): Record<string, string> {
    const slug = localStorage.getItem(STORAGE_KEY)
    return slug ? { 'tenon-tenant': slug } : {}
  },
  choose(slug: string): void {
    localStorage.setItem(STORAGE_KEY, slug)
    location.assign('/')
  },
  forget(): void {
    localStorage.removeItem(STORAGE_KEY)
  },
}
