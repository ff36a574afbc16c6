/** The dashboard's files into the bucket behind CloudFront. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import type { S3Client } from '@aws-sdk/client-s3'
import type { Serverless } from './serverless.ts'

const contentTypes: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webmanifest': 'application/manifest+json',
  '.woff2': 'font/woff2',
}

export async function publishDashboard(serverless: Serverless): Promise<void> {
  const folder = join(serverless.serviceDir, 'dashboard')
  execFileSync(process.execPath, [join(folder, 'build.mjs')], { stdio: 'inherit' })
  const { S3Client } = await import('@aws-sdk/client-s3') // packaging needs none
  const provider = serverless.getProvider('aws')
  const client = new S3Client(await provider.getAwsSdkV3Config())
  const bucket = serverless.service.custom.dashboardBucket
  const account = await provider.getAccountId()
  await upload(client, bucket.replace(/\$\{AWS::AccountId\}/, account), join(folder, 'dist'))
}

/** The page last: whoever gets the new one finds all that it names. Older files stay, for tabs that are open. */
async function upload(client: S3Client, bucket: string, folder: string): Promise<void> {
  const { PutObjectCommand } = await import('@aws-sdk/client-s3')
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true })
  const files = entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
  const isPage = (file: string): boolean => file === 'index.html'
  for (const file of [...files.filter((file) => !isPage(file)), ...files.filter(isPage)]) {
    const isNamedByContent = file.startsWith('assets/')
    await client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: file,
        Body: readFileSync(join(folder, file)),
        ContentType: contentTypes[extname(file)] ?? 'application/octet-stream',
        CacheControl: isNamedByContent ? 'public, max-age=31536000, immutable' : 'no-cache',
      }),
    )
  }
}
