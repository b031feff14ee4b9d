import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

const REGION = 'eu-test-1'
export const BUCKET = 'papers'
export const KEYS = { accessKeyId: 'AKIATEST', secretAccessKey: 'a/secret+of=the/tests' }

type Headers = IncomingMessage['headers']

interface Call {
  method: string
  key: string
  query: URLSearchParams
  headers: Headers
  body: Buffer
}

interface Answer {
  status: number
  body?: string | Buffer
  headers?: Record<string, string>
}

/**
 * A double of an object storage at the edge of the process: the part of the S3 protocol that files need, over real HTTP. It
 * checks each request's signature (AWS Signature Version 4) and the hash of its body by the published rules, not by the
 * library that makes them.
 */
export async function openS3Server() {
  const objects = new Map<string, Buffer>()
  const uploads = new Map<string, Map<number, Buffer>>()
  const state = { objects, uploads, region: REGION, refuseParts: false, seen: [] as string[] }
  const server = createServer((request, response) => void handle(request, response, state))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return Object.assign(state, {
    endpoint,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  })
}

export type S3Server = Awaited<ReturnType<typeof openS3Server>>
type State = Pick<S3Server, 'objects' | 'uploads' | 'refuseParts' | 'seen'>

async function handle(request: IncomingMessage, response: ServerResponse, state: State): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  const url = new URL(request.url ?? '/', 'http://storage')
  const { method = 'GET', headers } = request
  const body = Buffer.concat(chunks)
  const [, bucket = '', ...rest] = url.pathname.split('/')
  const call: Call = { method, key: decodeURIComponent(rest.join('/')), query: url.searchParams, headers, body }
  state.seen.push(`${method} ${call.key}`)
  const answer = !isSigned(call, url)
    ? fault(403, 'SignatureDoesNotMatch')
    : bucket === BUCKET
      ? perform(call, state)
      : fault(404, 'NoSuchBucket')
  response.writeHead(answer.status, answer.headers)
  response.end(answer.body)
}

function perform(call: Call, state: State): Answer {
  const { method, key, query } = call
  if (key === '') return method === 'HEAD' ? { status: 200 } : list(query, state)
  if (method === 'POST' && query.has('uploads')) return begin(state)
  if (query.has('uploadId')) return multipart(call, state)
  if (method === 'PUT') return store(key, call.body, state)
  if (method === 'GET') return read(call, state)
  if (method !== 'DELETE') return fault(405, 'MethodNotAllowed')
  state.objects.delete(key)
  return { status: 204 }
}

function store(key: string, body: Buffer, { objects }: State): Answer {
  objects.set(key, body)
  return { status: 200, headers: { etag: `"${createHash('md5').update(body).digest('hex')}"` } }
}

function read({ key, headers }: Call, { objects }: State): Answer {
  const bytes = objects.get(key)
  if (bytes === undefined) return fault(404, 'NoSuchKey')
  const [, from, to] = /^bytes=(\d+)-(\d+)$/.exec(headers['range'] ?? '') ?? []
  if (from === undefined || to === undefined)
    return { status: 200, body: bytes, headers: { 'content-length': String(bytes.length) } }
  const range = `bytes ${from}-${to}/${bytes.length}`
  return { status: 206, body: bytes.subarray(Number(from), Number(to) + 1), headers: { 'content-range': range } }
}

function begin({ uploads }: State): Answer {
  const id = `upload-${uploads.size + 1}`
  uploads.set(id, new Map())
  return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`)
}

function multipart({ method, key, query, body }: Call, state: State): Answer {
  const id = query.get('uploadId') ?? ''
  const parts = state.uploads.get(id)
  if (parts === undefined) return fault(404, 'NoSuchUpload')
  if (method === 'PUT') {
    if (state.refuseParts) return fault(507, 'XMinioStorageFull')
    parts.set(Number(query.get('partNumber')), body)
    return { status: 200, headers: { etag: `"part-${query.get('partNumber')}"` } }
  }
  state.uploads.delete(id)
  if (method === 'DELETE') return { status: 204 }
  store(key, Buffer.concat([...parts].sort(([one], [other]) => one - other).map(([, part]) => part)), state)
  return xml(`<CompleteMultipartUploadResult><Key>${key}</Key></CompleteMultipartUploadResult>`)
}

/** Two a page, so that pages are turned. */
function list(query: URLSearchParams, { objects }: State): Answer {
  const keys = [...objects.keys()].filter((key) => key.startsWith(query.get('prefix') ?? '')).sort()
  const start = Number(query.get('continuation-token') ?? 0)
  const page = keys.slice(start, start + 2)
  const more = start + 2 < keys.length
  const contents = page.map((key) => `<Contents><Key>${key}</Key><Size>${objects.get(key)?.length}</Size></Contents>`)
  const next = more ? `<NextContinuationToken>${start + 2}</NextContinuationToken>` : ''
  return xml(`<ListBucketResult><IsTruncated>${more}</IsTruncated>${next}${contents.join('')}</ListBucketResult>`)
}

function xml(text: string): Answer {
  return { status: 200, body: `<?xml version="1.0"?>${text}`, headers: { 'content-type': 'application/xml' } }
}

function fault(status: number, code: string): Answer {
  return {
    status,
    body: `<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`,
    headers: { 'content-type': 'application/xml' },
  }
}

const sha256 = (data: string | Buffer) => createHash('sha256').update(data).digest('hex')
const hmac = (key: string | Buffer, data: string) => createHmac('sha256', key).update(data).digest()

/** Signature Version 4, as Amazon describes it. */
function isSigned({ method, headers, body }: Call, url: URL): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/
  const [, id, day = '', region, names = '', signature = ''] = pattern.exec(headers['authorization'] ?? '') ?? []
  const hash = String(headers['x-amz-content-sha256'])
  if (id !== KEYS.accessKeyId || region !== REGION || hash !== sha256(body)) return false
  const query = [...url.searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join('&')
  const signed = names
    .split(';')
    .map((name) => `${name}:${String(headers[name]).trim().replaceAll(/ +/g, ' ')}\n`)
    .join('')
  const canonical = [method, url.pathname, query, signed, names, hash].join('\n')
  const scope = `${day}/${region}/s3/aws4_request`
  const text = ['AWS4-HMAC-SHA256', headers['x-amz-date'], scope, sha256(canonical)].join('\n')
  const key = ['s3', 'aws4_request'].reduce(
    (made, part) => hmac(made, part),
    hmac(hmac(`AWS4${KEYS.secretAccessKey}`, day), REGION),
  )
  return timingSafeEqual(hmac(key, text), Buffer.from(signature, 'hex'))
}

function encode(text: string): string {
  return encodeURIComponent(text).replaceAll(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
}
