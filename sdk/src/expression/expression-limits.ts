/** What no expression can go beyond. All but the last two are looked at when it is parsed and checked, those while it runs. */
export const EXPRESSION_LIMITS = Object.freeze({
  /** UTF-16 units of an expression's text. */
  textLength: 4_000,
  /** Names, literals, operators and calls. */
  nodes: 500,
  /** Brackets, calls, indexes and conditionals within one another. */
  nesting: 64,
  /** `exists`, `all`, `filter`, `map` and the like within one another. */
  loopNesting: 3,
  /** Digits of a number, before and after its point each. */
  digits: 38,
  /** Numbers that are multiplied with one another or divided by one another. */
  factors: 32,
  /** States of the automaton that a pattern becomes; `{100}` multiplies. */
  patternStates: 500,
  /** Steps of one evaluation: one per part of a loop's body and round, and one per 50 characters that a text function reads or writes. */
  steps: 100_000,
  /** UTF-16 units of a text that an expression makes. */
  madeTextLength: 1_000_000,
})
