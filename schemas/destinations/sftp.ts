/** A folder of a host that speaks SFTP. */
import { login, loginSecrets, path } from '../sources/sftp.ts'
import { format } from './file.ts'
import { destined } from './kind.ts'

export const sftp = destined({
  name: 'sftp',
  says: 'A folder of a host that speaks SFTP: a file a delivery, which has its name once it is whole',
  parameters: {
    ...login,
    folder: path.default('.').describe('From the user’s home, or from /; it is there'),
    format,
  },
  secrets: loginSecrets,
})
