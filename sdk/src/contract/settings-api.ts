/** What holds for a tenant as a whole. */
export interface TenantSettings {
  /** IANA time zone in which its days begin: of formulas, defaults, numbers of a year and filters by day. Default: UTC. */
  timeZone: string
  /** Whether who may tag records may make new tags by typing their names. Default: yes. */
  tagsByTyping: boolean
}

export interface SettingsApi {
  read(): Promise<TenantSettings>
  /** Admins only. VALIDATION_FAILED for a zone that is unknown. */
  change(input: Partial<TenantSettings>): Promise<TenantSettings>
}
