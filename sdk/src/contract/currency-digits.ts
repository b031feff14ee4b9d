/**
 * Currencies of ISO 4217 whose smallest unit is not a hundredth: digits after the point. Written out, because what
 * `Intl` says follows how people write prices (a forint without fillér) and changes from one version of it to the next.
 */
export const UNUSUAL_DIGITS: Readonly<Record<string, number>> = {
  BHD: 3,
  BIF: 0,
  CLF: 4,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  IQD: 3,
  ISK: 0,
  JOD: 3,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  PYG: 0,
  RWF: 0,
  TND: 3,
  UGX: 0,
  UYI: 0,
  UYW: 4,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
}

/** Digits after the point that amounts of a currency have: 2 for USD, 0 for JPY, 3 for KWD. */
export function currencyDigits(code: string): number {
  return Object.hasOwn(UNUSUAL_DIGITS, code) ? (UNUSUAL_DIGITS[code] ?? 2) : 2
}
