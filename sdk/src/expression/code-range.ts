/** First and last code point. */
export type CodeRange = readonly [number, number]
