/** NOTIFY when a tenant's rollups are others now; the payload is the tenant's schema. */
export const ROLLUPS_CHANNEL = 'tenon_rollups'
