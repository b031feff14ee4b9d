import type { Readable } from 'node:stream'
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadBucketCommand,
  paginateListObjectsV2,
  S3Client,
} from '@aws-sdk/client-s3'
import { Upload } from '@aws-sdk/lib-storage'
import type { FilesPlace } from '../config/files-config.ts'
import { operatorError } from '../context/operator-error.ts'
import type { ByteRange, FileKey, FileStorage } from './file-storage.ts'

type Bucket = Extract<FilesPlace, { kind: 's3' }>

/** Small files are one request; larger ones go in parts, one in memory at a time, and are there once all parts are. */
const PART_BYTES = 8 * 1024 * 1024
const CHECK_MILLISECONDS = 10_000

/**
 * Files in a bucket, as `<prefix>/t_acme/0190…57`. A part of an upload that a dying process has left costs room and is not
 * seen by anybody: a lifecycle rule of the bucket removes such parts.
 * @throws TenonError CONFIG_INVALID where the bucket does not answer
 */
export async function openS3Storage(place: Bucket): Promise<FileStorage> {
  const client = new S3Client({
    region: place.region,
    credentials: { accessKeyId: place.accessKeyId, secretAccessKey: place.secretAccessKey },
    // Others than Amazon seldom have a host name per bucket, or know its newer checksums.
    ...(place.endpoint !== null && { endpoint: place.endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
  })
  await demandBucket(client, place)
  return makeStorage(client, place)
}

function makeStorage(client: S3Client, { bucket: Bucket, prefix }: Bucket): FileStorage {
  const start = prefix === '' ? '' : `${prefix}/`
  const at = ({ schema, id }: FileKey) => ({ Bucket, Key: `${start}${schema}/${id}` })
  return {
    async put(key, content) {
      const params = { ...at(key), Body: content, ContentType: 'application/octet-stream' }
      await new Upload({ client, params, partSize: PART_BYTES, queueSize: 1, leavePartsOnError: false }).done()
    },
    async open(key, range) {
      const { Body } = await client.send(new GetObjectCommand({ ...at(key), ...rangeOf(range) }))
      if (Body === undefined) throw new Error(`The bucket answered without the bytes of ${key.id}`)
      return Body as Readable
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand(at(key)))
    },
    async *list(schema) {
      const Prefix = `${start}${schema}/`
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket, Prefix })) {
        for (const { Key = '', Size = 0 } of Contents) yield { id: Key.slice(Prefix.length), size: Size }
      }
    },
  }
}

function rangeOf(range: ByteRange | undefined): { Range?: string } {
  return range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` }
}

async function demandBucket(client: S3Client, { bucket, endpoint }: Bucket): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), {
      abortSignal: AbortSignal.timeout(CHECK_MILLISECONDS),
    })
  } catch (cause) {
    const reason = cause instanceof Error ? cause.name : String(cause)
    const texts = {
      en: `TENON_FILES names the bucket '${bucket}'${endpoint === null ? '' : ` at ${endpoint}`}, which cannot be used (${reason}): check its name, region and keys.`,
      'zh-CN': `TENON_FILES 所指的存储桶“${bucket}”${endpoint === null ? '' : `（${endpoint}）`}无法使用（${reason}）：请检查其名称、区域和密钥。`,
    }
    throw operatorError('CONFIG_INVALID', texts, cause)
  }
}
