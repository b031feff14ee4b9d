import { existsSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import { textIn } from '@tenon/sdk/contract/locale'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { operatorError } from '../context/operator-error.ts'
import { readLocale } from '../identity/read-locale.ts'

export interface BuiltFiles {
  /** Workspace and studio: served at `/`. */
  studio: string
  /** Widgets: served at `/embed/`, to all origins. */
  widgets: string
}

const HASHED = /-[A-Za-z0-9_-]{8,}\.(js|css|woff2|svg|map)$/

/**
 * Serves the built browser files; every other path that wants HTML gets the app, which has its own routes.
 * @throws TenonError CONFIG_INVALID where they have not been built
 */
export async function serveFiles(app: FastifyInstance, files: BuiltFiles): Promise<void> {
  requireBuilt(files)
  await app.register(fastifyStatic, {
    root: files.widgets,
    prefix: '/embed/',
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('access-control-allow-origin', '*')
      response.header('cross-origin-resource-policy', 'cross-origin')
      response.header('cache-control', cachingOf(path))
    },
  })
  await app.register(fastifyStatic, {
    root: files.studio,
    prefix: '/',
    decorateReply: false,
    cacheControl: false,
    setHeaders: (response, path) => {
      response.header('cache-control', cachingOf(path))
    },
  })
  app.setNotFoundHandler((request, reply) => {
    const wantsPage = request.method === 'GET' && request.headers.accept?.includes('text/html') === true
    if (wantsPage && !request.url.startsWith('/api/')) {
      return reply.header('cache-control', 'no-cache').sendFile('index.html', files.studio)
    }
    return answerNotFound(request, reply)
  })
}

function requireBuilt({ studio, widgets }: BuiltFiles): void {
  const missing = [join(studio, 'index.html'), join(widgets, 'tenon.js')].find((file) => !existsSync(file))
  if (missing === undefined) return
  throw operatorError('CONFIG_INVALID', {
    en: `The browser files are not built ('${missing}' is missing): run 'npm run build' once before serving.`,
    'zh-CN': `浏览器文件尚未构建（缺少“${missing}”）：启动服务前请先运行一次“npm run build”。`,
  })
}

function answerNotFound(request: FastifyRequest, reply: FastifyReply) {
  const place = `${request.method} ${request.url.split('?')[0]}`
  const text = { en: `There is nothing at ${place}.`, 'zh-CN': `${place} 不存在任何内容。` }
  const message = textIn(text, readLocale(request.headers['accept-language']))
  return reply.code(404).send({ code: 'NOT_FOUND', message, problems: [], requestId: request.id })
}

/** Names with a content hash never change; all others are asked for anew. */
function cachingOf(path: string): string {
  return HASHED.test(path) ? 'public, max-age=31536000, immutable' : 'no-cache'
}
