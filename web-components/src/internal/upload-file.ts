import type { TenonClient } from '@tenon/sdk/client'
import { readError, unreachable } from '@tenon/sdk/client/read-error'
import type { StoredFile } from '@tenon/sdk/contract/field-type'

interface UploadFileInput {
  entity: string
  field: string
  name: string
  body: Blob
}

interface UploadOptions {
  signal?: AbortSignal
  /** Hears the share of the bytes that are on their way, from 0 to 1. */
  onProgress?: (share: number) => void
}

/** Uploads a file for a field of a record that is to name it. Rejects with a TenonError, and with the signal's reason. */
export async function uploadFile(
  { baseUrl, token, headers = {}, locale }: TenonClient['connection'],
  { entity, field, name, body }: UploadFileInput,
  { signal, onProgress }: UploadOptions = {},
): Promise<StoredFile> {
  const credentials = token ? { authorization: `Bearer ${await token()}` } : {}
  signal?.throwIfAborted()
  // Of all that browsers have, only this tells how much of a body is sent.
  const request = new XMLHttpRequest()
  const query = new URLSearchParams({ entity, field, name })
  request.open('POST', `${baseUrl.replace(/\/+$/, '')}/api/files?${query}`)
  request.responseType = 'json'
  const all = {
    ...headers,
    ...credentials,
    'content-type': 'application/octet-stream',
    ...(locale && { 'accept-language': locale }),
  }
  for (const [header, value] of Object.entries(all)) request.setRequestHeader(header, value)
  return new Promise((resolve, reject) => {
    const abort = () => request.abort()
    signal?.addEventListener('abort', abort, { once: true })
    request.upload.onprogress = ({ loaded, total }) => onProgress?.(total > 0 ? loaded / total : 0)
    request.onload = () => {
      if (request.status === 201) resolve(request.response as StoredFile)
      else reject(readError(request.status, request.response, locale))
    }
    request.onerror = () => reject(unreachable(locale))
    request.onabort = () => reject(signal?.reason ?? unreachable(locale))
    request.onloadend = () => signal?.removeEventListener('abort', abort)
    request.send(body)
  })
}
