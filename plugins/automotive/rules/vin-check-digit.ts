/** What each character counts for. I, O and Q are missing: they look like 1 and 0. */
const VALUES: Readonly<Record<string, number>> = {
  ...{ '0': 0, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '6': 6, '7': 7, '8': 8, '9': 9 },
  ...{ A: 1, B: 2, C: 3, D: 4, E: 5, F: 6, G: 7, H: 8 },
  ...{ J: 1, K: 2, L: 3, M: 4, N: 5, P: 7, R: 9 },
  ...{ S: 2, T: 3, U: 4, V: 5, W: 6, X: 7, Y: 8, Z: 9 },
}

/** Per position; the ninth is the check digit itself, which counts for nothing. */
const WEIGHTS = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2]

export const VIN_CHECK_POSITION = 8

/**
 * The check digit that a vehicle identification number must have at its ninth place (ISO 3779, as calculated by
 * 49 CFR 565.15 and GB 16735): `0`–`9` or `X`. Null when it is not 17 capital letters and digits without I, O, Q.
 */
export function vinCheckDigit(vin: string): string | null {
  if (vin.length !== WEIGHTS.length) return null
  let sum = 0
  for (const [position, weight] of WEIGHTS.entries()) {
    const value = VALUES[vin.charAt(position)]
    if (value === undefined) return null
    sum += value * weight
  }
  const rest = sum % 11
  return rest === 10 ? 'X' : String(rest)
}
