/** Admins only. */
export interface ApiKeysApi {
  list(input?: Record<string, never>): Promise<ApiKeyInfo[]>
  create(input: CreateApiKeyInput): Promise<CreatedApiKey>
  revoke(input: { id: string }): Promise<ApiKeyInfo>
}

export interface ApiKeyInfo {
  id: string
  name: string
  roles: string[]
  createdAt: string
  expiresAt: string | null
  lastUsedAt: string | null
}

export interface CreateApiKeyInput {
  name: string
  roles: string[]
  /** RFC 3339. Missing: never. */
  expiresAt?: string
}

export interface CreatedApiKey extends ApiKeyInfo {
  /** `tnk_…`; shown this once, only its hash is kept. */
  key: string
}
