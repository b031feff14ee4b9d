import { SHOWN_IMAGE_TYPES } from '@tenon/sdk/contract/file-access'
import { listIn } from '@tenon/sdk/contract/list-in'
import { type Locale, textIn } from '@tenon/sdk/contract/locale'
import { TenonError } from '@tenon/sdk/contract/tenon-error'
import type { RequestContext } from '../context/request-context.ts'
import type { CompiledField } from '../model/compiled-model.ts'
import { byteText } from './byte-text.ts'
import type { FileLimits } from './demand-room.ts'
import { typeWords } from './type-words.ts'

/** Most bytes of one file of the field: its own limit, within the server's. */
export function largestFile({ schema }: CompiledField, { maxBytes }: FileLimits): number {
  return Math.min(schema.maxBytes ?? maxBytes, maxBytes)
}

/** Whether files of the media type may go into the field. */
export function isAccepted(field: CompiledField, type: string): boolean {
  const accepted = acceptedTypes(field)
  return (
    accepted === null ||
    accepted.some((one) => one === type || (one.endsWith('/*') && type.startsWith(one.slice(0, -1))))
  )
}

/** Null for any. */
function acceptedTypes({ type, schema }: CompiledField): readonly string[] | null {
  return schema.accept ?? (type === 'image' ? SHOWN_IMAGE_TYPES : null)
}

export function notAccepted(
  { locale }: RequestContext,
  field: CompiledField,
  { name, type }: { name: string; type: string },
): TenonError {
  const words = (language: Locale) => {
    const allowed = (acceptedTypes(field) ?? []).map((one) => typeWords(one, language))
    return {
      label: textIn(field.schema.label, language),
      is: typeWords(type, language),
      takes: listIn(allowed, language),
    }
  }
  const [en, zh] = [words('en'), words('zh-CN')]
  const message = textIn(
    {
      en: `The contents of '${name}' are of the type ${en.is}; ${en.label} takes ${en.takes}.`,
      'zh-CN': `“${name}”的内容类型为 ${zh.is}；${zh.label}只接受 ${zh.takes}。`,
    },
    locale,
  )
  const problems = [{ pointer: `/${field.name}`, message, rule: 'accept' }]
  return new TenonError({ code: 'VALIDATION_FAILED', message, problems })
}

export function tooLarge({ locale }: RequestContext, most: number): TenonError {
  const message = {
    en: `The file is larger than ${byteText(most)}, which is the most that is taken here.`,
    'zh-CN': `文件超过 ${byteText(most)}，这是此处允许的上限。`,
  }
  return new TenonError({ code: 'PAYLOAD_TOO_LARGE', message: textIn(message, locale) })
}

export function incomplete({ locale }: RequestContext): TenonError {
  const message = {
    en: 'The file is empty, or did not arrive whole. Nothing was kept; upload it again.',
    'zh-CN': '文件为空或未完整到达，未保存任何内容；请重新上传。',
  }
  return new TenonError({ code: 'BAD_REQUEST', message: textIn(message, locale) })
}
