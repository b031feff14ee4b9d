import type { HookRecord, JsonObject } from '@tenon/sdk/plugin'

/** The day of consent is kept with it and goes with it: without one there is no proof of the other. */
export function consentChanges({ values, old }: HookRecord, now: Date): JsonObject | undefined {
  const agrees = values['marketingConsent'] === true
  const agreedOn = values['marketingConsentOn'] ?? null
  if (agrees && agreedOn === null) return { marketingConsentOn: now.toISOString().slice(0, 10) }
  if (!agrees && old?.['marketingConsent'] === true) return { marketingConsentOn: null }
  return undefined
}
