import { afterAll } from 'vitest'

// What a file has closed, such as an embedded database of a hundred megabytes, is gone before the next file begins.
afterAll(() => globalThis.gc?.())
