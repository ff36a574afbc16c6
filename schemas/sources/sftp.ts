/** A folder of a host that speaks SFTP. */
import * as z from 'zod'
import { polled, secretName } from './kind.ts'
import { host, port } from './messages.ts'

export const path = z
  .string()
  .min(1)
  .max(1_000)
  .regex(/^[^\0\r\n]*$/, 'a path')

/** By which a host is reached, and known to be the one. */
export const login = {
  host,
  port: port.default(22),
  user: z.string().min(1).max(200),
  host_key: z
    .array(
      z
        .string()
        .regex(
          /^SHA256:[A-Za-z0-9+/]{43}$/,
          'a fingerprint as `ssh-keyscan HOST | ssh-keygen -lf -` says it: SHA256:…',
        ),
    )
    .min(1)
    .max(10)
    .describe('Of the keys that the host may show: no other hears a password'),
}

export const loginSecrets = {
  password: secretName.describe('Of the user').optional(),
  key: secretName.describe('The private key, as OpenSSH or PEM writes it').optional(),
  passphrase: secretName.describe('Of the key').optional(),
}

export const sftp = polled({
  name: 'sftp',
  runner: 'collect',
  says: 'A folder of a host that speaks SFTP: what is whole there lands under its own name',
  parameters: {
    ...login,
    folder: path.default('.').describe('From the user’s home, or from /'),
    files: path
      .describe('Which of its files, as `*.csv` or `2026/**/*.csv`; all where absent')
      .optional(),
    recursive: z.boolean().default(false).describe('Whether folders in it are looked into'),
    quiet: z
      .int()
      .min(1)
      .max(86_400)
      .default(10)
      .describe('Seconds for which size and time of a file stand still before it is whole'),
    marker: z
      .string()
      .regex(/^[\w.-]{1,20}$/)
      .describe('A file is whole once one of its name and this ending lies beside it: `.done`')
      .optional(),
    after: z
      .enum(['leave', 'move', 'delete'])
      .default('leave')
      .describe('What becomes of a file that has landed, where it still is what landed'),
    move_to: path.default('landed').describe('With `after: move`: from `folder`, or from /'),
  },
  secrets: loginSecrets,
})
