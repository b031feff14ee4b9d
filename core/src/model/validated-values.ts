import type { JsonObject } from '@tenon/sdk/contract/json-value'

declare const validated: unique symbol

/** Values that passed `validateRecord`, the only function that makes them: a store that asks for them cannot be fed raw input. */
export type ValidatedValues = JsonObject & { readonly [validated]: true }
