/** Bytes of a request's body, and values in its JSON. */
export interface BodyLimit {
  bytes: number
  values: number
}

export const BODY_LIMIT: BodyLimit = { bytes: 1024 * 1024, values: 50_000 }

/** Of what brings many whole records along. */
export const MANY_RECORDS_LIMIT: BodyLimit = { bytes: 8 * BODY_LIMIT.bytes, values: 250_000 }

/** The procedure that takes them. */
export const MANY_RECORDS_PROCEDURE = 'records.createMany'
