/**
 * Files in a directory, `<source>/<dataset>/<file>`: each is deleted only after S3 has it, a refused one goes aside with
 * its reason beside it. The directory is the queue: NiFi keeps no place in it (its own listing state moves too early and
 * is not rolled back), each run lists what is there, and what could not be landed is simply still there.
 */
import { processor } from '../component.ts'
import { flow } from '../flow.ts'
import {
  DeleteFile,
  FetchFile,
  ListFile,
  PutFile,
  ReplaceText,
  routeOnAttribute,
  UpdateAttribute,
} from '../kinds.ts'
import {
  isFinal,
  landing,
  landingLinks,
  landingParameters,
  landingServices,
  ourselves,
  refused,
} from '../landing.ts'
import { problem } from '../text.ts'

const misplaced = problem(
  'upload.invalid-name',
  'Source, dataset or file cannot be names of a dataset',
  400,
  'Files lie in <source>/<dataset>/.',
)

/** Into the folder of refused files, under the file's own folders. */
const aside = (at: readonly [number, number]) =>
  processor(PutFile, {
    at,
    properties: {
      Directory: `#{directory.refused}/\${path}`,
      'Conflict Resolution Strategy': 'replace',
      'Create Missing Directories': 'true',
    },
    ends: ['failure'],
  })

export const directory = flow({
  name: 'directory',
  says: 'Lands the files of <source>/<dataset>/ in a directory. Deleted once S3 has them; refused ones go aside with the reason beside them.',
  engine: 'stateless',
  parameters: [
    ...landingParameters,
    {
      name: 'directory.in',
      description: 'It must be there, and NiFi may delete in it',
      variable: 'DIRECTORY_IN',
      default: './in',
    },
    {
      name: 'directory.refused',
      description: 'Not inside the other',
      variable: 'DIRECTORY_REFUSED',
      default: './refused',
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
        'File Filter': '[^\\.].*',
        'Minimum File Age': '2 sec', // a file that is still being written is younger
      },
      period: '2 sec',
    }),
    Fetch: processor(FetchFile, {
      at: [0, 1],
      properties: {
        'File to Fetch': `\${absolute.path}/\${filename}`,
        'Completion Strategy': 'None',
      },
      ends: ['not.found', 'permission.denied', 'failure'],
    }),
    Describe: processor(UpdateAttribute, {
      at: [0, 2],
      dynamic: {
        'land.source': `\${path:getDelimitedField(1,'/')}`,
        'land.dataset': `\${path:getDelimitedField(2,'/')}`,
        'land.file': `\${filename}`,
        // The file's own day: read again after midnight it is still the same object.
        'land.date': `\${file.lastModifiedTime:toDate("yyyy-MM-dd'T'HH:mm:ssZ"):format('yyyy-MM-dd','UTC')}`,
        'land.type': 'application/octet-stream',
        problem: misplaced,
      },
    }),
    Check: routeOnAttribute({ placed: `\${path:matches('[^/]+/[^/]+/')}` }, { at: [0, 3] }),
    ...landing({ at: [0, 4], as: ourselves, drops: true }),
    Delete: processor(DeleteFile, {
      at: [0, 10],
      properties: { 'Directory Path': `\${absolute.path}`, Filename: `\${filename}` },
      ends: ['success', 'not found', 'failure'],
    }),
    'For good?': routeOnAttribute(
      { 'for good': `\${${isFinal}}` },
      { at: [1, 5], ends: ['unmatched'] }, // tried again: it is still in the directory
    ),
    Reason: processor(UpdateAttribute, { at: [1, 6], dynamic: { problem: `\${upload}` } }),
    'Set aside': aside([2, 5]),
    'Say why': processor(ReplaceText, {
      at: [2, 6],
      properties: {
        'Replacement Strategy': 'Always Replace',
        'Evaluation Mode': 'Entire text',
        'Replacement Value': `\${problem}`,
      },
      ends: ['failure'],
    }),
    'Name it': processor(UpdateAttribute, {
      at: [2, 7],
      dynamic: { 'land.file': `\${filename}`, filename: `\${filename}.reason.json` },
    }),
    'Put reason': aside([2, 8]),
    'Take out': processor(DeleteFile, {
      at: [2, 9],
      properties: { 'Directory Path': `\${absolute.path}`, Filename: `\${land.file}` },
      ends: ['success', 'not found', 'failure'],
    }),
  },
  connections: [
    ['List', 'success', 'Fetch'],
    ['Fetch', 'success', 'Describe'],
    ['Describe', 'success', 'Check'],
    ['Check', 'placed', 'Hash'],
    ['Check', 'unmatched', 'Set aside'],
    ...landingLinks,
    ['Put', 'Original', 'Delete'],
    ['Ask', refused, 'For good?'],
    ['For good?', 'for good', 'Reason'],
    ['Reason', 'success', 'Set aside'],
    ['Set aside', 'success', 'Say why'],
    ['Say why', 'success', 'Name it'],
    ['Name it', 'success', 'Put reason'],
    ['Put reason', 'success', 'Take out'],
  ],
})
