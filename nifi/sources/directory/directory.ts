/**
 * Files in a directory, `<source>/<dataset>/<file>`. The directory is the queue: NiFi keeps no place in it (its own
 * listing state moves too early and is not rolled back), each run lists what is there.
 *
 * A file that nobody has written to for a while is renamed into `.landing/taken/<day>/`, where no writer finds it by its name;
 * lands; is read once more; and lies in `.landing/landed/<when>-<sha-256>/<bytes>/<day>/` for a while, since its writer may still
 * have it open. Only what is then as it landed is deleted: what changed is taken again. What can never land goes aside with its
 * reason beside it, what could not be landed now is simply still there.
 */
import { type Place, processor } from '../../component.ts'
import { flow } from '../../flow.ts'
import {
  CryptographicHashContent,
  FetchFile,
  ListFile,
  PutFile,
  ReplaceText,
  routeOnAttribute,
  UpdateAttribute,
} from '../../kinds.ts'
import {
  isFinal,
  landing,
  landingLinks,
  landingParameters,
  landingServices,
  ourselves,
  refused,
} from '../../landing.ts'
import { shell } from '../../shell.ts'
import { problem } from '../../text.ts'

const script = (name: string): URL => new URL(name, import.meta.url)
const bad = (name: string, detail: string): string =>
  problem(`upload.${name}`, 'It is no file that can land', 400, detail)

/** Where it lies since it was taken, and since it has landed. */
const taken = `#{directory.in}/.landing/taken/\${land.date}/\${land.path}\${filename}`
const landed = `\${absolute.path}\${filename}`
const modified = `\${file.lastModifiedTime:toDate("yyyy-MM-dd'T'HH:mm:ssZ")`
const ageSeconds = `\${now():toNumber():minus(${modified}:toNumber()}):divide(1000)`
const isLanded = `\${path:startsWith('.landing/landed/')`
const landedBytes = `\${path:getDelimitedField(4,'/')}`

const fetch = (at: Place, file: string, ends: 'permission.denied'[] = ['permission.denied']) =>
  processor(FetchFile, {
    at,
    properties: {
      'File to Fetch': file,
      'Completion Strategy': 'None',
      'Log level when file not found': 'DEBUG',
      'Log level when permission denied': 'DEBUG',
    },
    ends: ['not.found', 'failure', ...ends],
  })
const hash = (at: Place) =>
  processor(CryptographicHashContent, {
    at,
    properties: { hash_algorithm: 'SHA-256', fail_when_empty: 'false' },
    ends: ['failure'],
  })
/** Of what was taken, under its own folders. */
const move = (at: Place, folder: string, ends: 'original'[] = []) =>
  shell(
    at,
    script('move.sh'),
    'moved',
    ['#{directory.in}', `\${land.date}`, `\${land.path}`, `\${filename}`, folder],
    ends,
  )
const isStill = (sha256: string): string => `\${content_SHA-256:equals(${sha256})}`

export const directory = flow({
  name: 'directory',
  says: 'Lands the files of <source>/<dataset>/ in a directory. Deleted a while after S3 has them; refused ones go aside with the reason beside them.',
  engine: 'stateless',
  parameters: [
    ...landingParameters,
    {
      name: 'directory.in',
      description: 'It must be there, and NiFi may rename and delete in it',
      variable: 'DIRECTORY_IN',
      default: './in',
    },
    {
      name: 'directory.refused',
      description: 'Not inside the other',
      variable: 'DIRECTORY_REFUSED',
      default: './refused',
    },
    {
      name: 'directory.quiet',
      description: 'For how long nobody has written to a file that is taken',
      variable: 'DIRECTORY_QUIET',
      default: '2 sec',
    },
    {
      name: 'directory.marker',
      description: 'Ends the name of an empty file that its writer puts beside each that is whole',
      variable: 'DIRECTORY_MARKER',
      default: 'none',
    },
    {
      name: 'directory.hold.seconds',
      description: 'For how long a file that has landed stays, should its writer go on',
      variable: 'DIRECTORY_HOLD_SECONDS',
      default: '600',
    },
  ],
  services: landingServices,
  processors: {
    List: processor(ListFile, {
      at: [0, 0],
      properties: {
        'listing-strategy': 'none',
        'Input Directory': '#{directory.in}',
        'Recurse Subdirectories': 'true',
        // Names that writers give to what is not whole yet.
        'File Filter': '(?s)(?!.*(\\.(part|partial|filepart|tmp|crdownload|swp)|~)$)[^\\.].*',
        'Minimum File Age': '#{directory.quiet}',
        'Include File Attributes': 'false',
      },
      period: '2 sec',
    }),
    Place: processor(UpdateAttribute, {
      at: [0, 1],
      dynamic: {
        'land.path': `\${path:replaceFirst('^[.]landing/(taken|landed/[^/]+/[^/]+)/[^/]+/','')}`,
        'land.file': `\${filename}`,
        'landed.sha256': `\${path:getDelimitedField(3,'/'):substringAfter('-')}`,
      },
    }),
    'Where is it?': routeOnAttribute(
      {
        fresh: `\${path:startsWith('.landing/'):not()}`,
        taken: `\${path:startsWith('.landing/taken/')}`,
        changed: `${isLanded}:and(\${file.size:equals(${landedBytes}):not()})}`,
        due: `${isLanded}:and(\${file.size:equals(${landedBytes})}):and(${ageSeconds}:ge(#{directory.hold.seconds})})}`,
      },
      { at: [0, 2], ends: ['unmatched'] },
    ),
    Take: shell([0, 3], script('take.sh'), 'take', [
      '#{directory.in}',
      `\${path}`,
      `\${filename}`,
      '#{directory.refused}',
      '#{directory.marker}',
    ]),
    'Is it taken?': routeOnAttribute(
      {
        taken: `\${take:startsWith('taken ')}`,
        refused: `\${take:startsWith('refused ')}`,
      },
      { at: [0, 4], ends: ['unmatched'] },
    ),
    Describe: processor(UpdateAttribute, {
      at: [0, 5],
      dynamic: {
        'land.source': `\${land.path:getDelimitedField(1,'/')}`,
        'land.dataset': `\${land.path:getDelimitedField(2,'/')}`,
        // The file's own day: read again, or written to after midnight, it is still the same object.
        'land.date': `\${take:substringAfter(' ')}`,
        'land.type': 'application/octet-stream',
        problem: bad('invalid-name', 'Files lie in <source>/<dataset>/.'),
      },
    }),
    Check: routeOnAttribute({ placed: `\${land.path:matches('[^/]+/[^/]+/')}` }, { at: [0, 6] }),
    Fetch: fetch([0, 7], taken, []),
    ...landing({ at: [0, 8], as: ourselves, drops: true }),
    'Look again': fetch([0, 14], taken),
    'Hash again': hash([0, 15]),
    'Is it still that?': routeOnAttribute(
      { still: isStill(`\${land.sha256}`) },
      { at: [0, 16], ends: ['unmatched'] }, // its writer went on: it lands again
    ),
    Keep: move(
      [0, 17],
      `#{directory.in}/.landing/landed/\${now():toNumber()}-\${land.sha256}/\${fileSize}/\${land.date}`,
      ['original'],
    ),

    'Look at landed': fetch([-1, 3], landed),
    'Hash landed': hash([-1, 4]),
    'Is it as landed?': routeOnAttribute({ landed: isStill(`\${landed.sha256}`) }, { at: [-1, 5] }),
    Delete: shell(
      [-1, 6],
      script('delete.sh'),
      'deleted',
      ['#{directory.in}', `\${path}`, `\${filename}`],
      ['original'],
    ),
    'Take again': shell([-2, 5], script('back.sh'), 'back', [
      '#{directory.in}',
      `\${path}\${filename}`,
      `\${land.path}`,
      `\${filename}`,
      '#{directory.refused}',
    ]),
    'Is it overtaken?': routeOnAttribute(
      { overtaken: `\${back:equals('overtaken')}` },
      { at: [-2, 6], ends: ['unmatched'] },
    ),
    Overtaken: processor(UpdateAttribute, {
      at: [-2, 7],
      dynamic: {
        problem: bad(
          'overtaken',
          'Somebody wrote to it after it had landed, and after another file of its name had come. That one is in the table.',
        ),
      },
    }),

    'For good?': routeOnAttribute(
      { 'for good': `\${${isFinal}}` },
      { at: [1, 9], ends: ['unmatched'] }, // tried again: it is still there
    ),
    Reason: processor(UpdateAttribute, { at: [1, 10], dynamic: { problem: `\${upload}` } }),
    Unreadable: processor(UpdateAttribute, {
      at: [1, 7],
      dynamic: { problem: bad('no-file', 'NiFi has no right to read it.') },
    }),
    'Set aside': move([2, 8], '#{directory.refused}'),
    'No file': processor(UpdateAttribute, {
      at: [2, 4],
      dynamic: {
        problem: problem(
          `upload.\${take:getDelimitedField(2,' ')}`,
          'It is no file that can land',
          400,
          `\${take:substringAfter(' '):substringAfter(' '):escapeJson()}`,
        ),
      },
    }),
    'Say why': processor(ReplaceText, {
      at: [3, 8],
      properties: {
        'Replacement Strategy': 'Always Replace',
        'Evaluation Mode': 'Entire text',
        'Replacement Value': `\${problem}`,
      },
      ends: ['failure'],
    }),
    // A name may have 255 bytes.
    'Name it': processor(UpdateAttribute, {
      at: [3, 9],
      dynamic: {
        filename: `\${filename:urlEncode():length():gt(240):ifElse(\${filename:hash('SHA-256')},\${filename})}.reason.json`,
      },
    }),
    'Put reason': processor(PutFile, {
      at: [3, 10],
      properties: {
        Directory: `#{directory.refused}/\${land.path}`,
        'Conflict Resolution Strategy': 'replace',
        'Create Missing Directories': 'true',
      },
      ends: ['success', 'failure'],
    }),
  },
  connections: [
    ['List', 'success', 'Place'],
    ['Place', 'success', 'Where is it?'],
    ['Where is it?', 'fresh', 'Take'],
    ['Where is it?', 'taken', 'Take'],
    ['Where is it?', 'due', 'Look at landed'],
    ['Where is it?', 'changed', 'Take again'],
    ['Take', 'original', 'Is it taken?'],
    ['Is it taken?', 'taken', 'Describe'],
    ['Is it taken?', 'refused', 'No file'],
    ['No file', 'success', 'Say why'],
    ['Fetch', 'success', 'Hash'],
    ['Fetch', 'permission.denied', 'Unreadable'],
    ['Unreadable', 'success', 'Set aside'],
    ['Describe', 'success', 'Check'],
    ['Check', 'placed', 'Fetch'],
    ['Check', 'unmatched', 'Set aside'],
    ...landingLinks,
    ['Put', 'Original', 'Look again'],
    ['Look again', 'success', 'Hash again'],
    ['Hash again', 'success', 'Is it still that?'],
    ['Is it still that?', 'still', 'Keep'],
    ['Look at landed', 'success', 'Hash landed'],
    ['Hash landed', 'success', 'Is it as landed?'],
    ['Is it as landed?', 'landed', 'Delete'],
    ['Is it as landed?', 'unmatched', 'Take again'],
    ['Take again', 'original', 'Is it overtaken?'],
    ['Is it overtaken?', 'overtaken', 'Overtaken'],
    ['Overtaken', 'success', 'Say why'],
    ['Ask', refused, 'For good?'],
    ['For good?', 'for good', 'Reason'],
    ['Reason', 'success', 'Set aside'],
    ['Set aside', 'original', 'Say why'],
    ['Say why', 'success', 'Name it'],
    ['Name it', 'success', 'Put reason'],
  ],
})
