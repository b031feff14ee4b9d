import { z } from 'zod'

/** Part of a key: PostgreSQL keeps no text with a NUL or half of a character in it, and would mix such keys up. */
export const storableKeyPart = z
  .string()
  .max(256)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), 'a key holds no NUL and no half of a character')

/** A key under which a plugin keeps something: 1 to 256 characters. */
export const storableKey = storableKeyPart.min(1)
