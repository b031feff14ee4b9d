/** Input of procedures that take none. */
type NoInput = Record<string, never>

/** Admins only. */
export interface SitesApi {
  list(input?: NoInput): Promise<SiteInfo[]>
  create(input: CreateSiteInput): Promise<CreatedSite>
  revoke(input: { id: string }): Promise<SiteInfo>
}

/** A host site that may embed widgets. */
export interface SiteInfo {
  id: string
  name: string
  /** Such as `https://shop.example.com`: scheme, host and port, no path. */
  origins: string[]
  createdAt: string
}

export interface CreateSiteInput {
  name: string
  origins: string[]
}

export interface CreatedSite extends SiteInfo {
  /** Signs embed tokens on the host's server; shown this once. */
  secret: string
}
