import { z } from 'zod'
import { issueText } from '../../model/issue-message.ts'

const BROKEN = {
  en: 'a key holds no NUL and no half of a character',
  'zh-CN': '键不能含有 NUL 字符或不完整的字符',
}

/** Part of a key: PostgreSQL keeps no text with a NUL or half of a character in it, and would mix such keys up. */
export const storableKeyPart = z
  .string()
  .max(256)
  .refine((text) => !text.includes('\0') && text.isWellFormed(), issueText(BROKEN))

/** A key under which a plugin keeps something: 1 to 256 characters. */
export const storableKey = storableKeyPart.min(1)
