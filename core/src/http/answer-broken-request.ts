import { STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { LocalizedText } from '@tenon/sdk/contract/locale'
import type { TenonErrorBody } from '@tenon/sdk/contract/tenon-error'
import { uuidv7 } from 'uuidv7'
import { readLocale } from '../identity/read-locale.ts'

interface BrokenRequest {
  code: string
  /** Bytes that came last of it. */
  rawPacket: unknown
}

const ANSWERS: Partial<Record<string, { status: number; message: LocalizedText }>> = {
  HPE_HEADER_OVERFLOW: {
    status: 431,
    message: {
      en: 'The address and headers of the request are larger than the 16 kB that are allowed: send a long filter in the body of POST …/find.',
      'zh-CN': '请求的地址和标头超过允许的 16 kB：较长的筛选条件请放在 POST …/find 的正文中发送。',
    },
  },
  ERR_HTTP_REQUEST_TIMEOUT: {
    status: 408,
    message: { en: 'The request did not arrive in time.', 'zh-CN': '请求未能在规定时间内送达。' },
  },
}
const UNREADABLE = {
  status: 400,
  message: { en: 'This is not a request of HTTP that can be read.', 'zh-CN': '无法读取：这不是有效的 HTTP 请求。' },
}

/** Answers what is no request yet: in the language that it names, as far as that has come, else in both. */
export function answerBrokenRequest({ code, rawPacket }: BrokenRequest, socket: Socket): void {
  if (code === 'ECONNRESET' || socket.destroyed) return
  const { status, message } = ANSWERS[code] ?? UNREADABLE
  const named = /^accept-language:([^\r\n]*)/im.exec(Buffer.isBuffer(rawPacket) ? rawPacket.toString('latin1') : '')
  const text = named === null ? `${message.en} ${message['zh-CN']}` : message[readLocale(named[1]?.trim())]
  const body: TenonErrorBody & { requestId: string } = {
    ...{ code: 'BAD_REQUEST', message: text ?? message.en, problems: [], requestId: uuidv7() },
  }
  const bytes = Buffer.from(JSON.stringify(body))
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    ...[
      'content-type: application/json; charset=utf-8',
      `content-length: ${bytes.length}`,
      'connection: close',
      '',
      '',
    ],
  ]
  if (socket.writable) socket.write(Buffer.concat([Buffer.from(head.join('\r\n')), bytes]))
  socket.destroySoon()
}
