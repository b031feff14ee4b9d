/** They turn around what follows, beyond the end of their own text: a name with one could make another of the words beside it. */
const TURNS = /[\u202a-\u202e\u2066-\u2069]/g
const RIGHT_TO_LEFT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/

/** A value as it is shown: without characters that turn text around; it is kept and edited with them. */
export function keepDirection(text: string): string {
  return text.replace(TURNS, '')
}

/** A value that stands within a sentence: what is written from right to left takes no number or sign of the sentence along. */
export function setApart(text: string): string {
  const kept = keepDirection(text)
  return RIGHT_TO_LEFT.test(kept) ? `\u2068${kept}\u2069` : kept
}
