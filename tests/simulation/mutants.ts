/** The house with one thing wrong: each must be found, or what finds it is not worth much. */
import type { Patch } from './bundle.ts'
import { erasuresOf, looksOf, rowsOf, swapsOf } from './crossed.ts'
import { keepsOf } from './keeps.ts'
import { dropsOf, lossesOf, lostOf } from './losses.ts'
import { hintsOf, icebergsOf, logsOf } from './said.ts'
import type { Schedule } from './schedule.ts'
import { strangersOf } from './strangers.ts'
import { valuesOf } from './values.ts'

export interface Mutant {
  name: string
  patches: Patch[]
  /** Among which schedules it is looked for; absent: all. */
  of?: (seed: number) => Schedule
}

const mutant = (name: string, file: string, from: string, to: string): Mutant => ({
  name,
  patches: [{ file, from, to }],
})

export const mutants: Mutant[] = [
  mutant(
    'the receipt says committed before it is',
    'functions/commit/objects.ts',
    'wanted = await wantedOf(messages, present.metadata)',
    "wanted = await wantedOf(messages, present.metadata); await record(wanted, '')",
  ),
  mutant(
    'receipts are written without If-Match',
    'aws/records.ts',
    "const condition = found ? { etag: found.etag } : 'absent'",
    'const condition = undefined',
  ),
  mutant(
    'Glue is swapped without VersionId',
    'aws/glue.ts',
    'TableInput: table, VersionId: versionId }',
    'TableInput: table }',
  ),
  mutant(
    'what a look learns has the sequencer of what it replaces',
    'lake/look.ts',
    'sequencerAfter(isLater ? told : before)',
    '(isLater ? told : before)',
  ),
  {
    ...mutant(
      'S3 is not asked again once a receipt is written',
      'functions/catalog/arrive.ts',
      '(await seen(filed, again(key))).receipt === filed',
      'true',
    ),
    of: looksOf,
  },
  mutant(
    'any event is taken for what S3 has now, and S3 is not asked',
    'functions/catalog/arrive.ts',
    '(await seen(found?.value, arrival))',
    "(arrival.kind === 'created' && found ? { receipt: found.value } : await seen(found?.value, arrival))",
  ),
  mutant(
    'a staged file is added however often',
    'lake/iceberg/arrivals.ts',
    'newest.filter(({ file }) => !file || !added.has(file.path))',
    'newest',
  ),
  mutant(
    'the rows of what is removed stay',
    'lake/look.ts',
    "receipt?.staged ? 'removing' : 'removed'",
    "'removed'",
  ),
  mutant(
    'the rows of what became an asset stay when a worker dies',
    'functions/catalog/passon.ts',
    '  await tellRemoval(receipt)\n',
    '',
  ),
  mutant(
    'no row follows its asset',
    'functions/catalog/passon.ts',
    '  await followRow(receipt)\n',
    '',
  ),
  {
    name: 'a row stays though its asset became something else while it was put',
    patches: [
      {
        file: 'functions/catalog/assetrow.ts',
        from: 'if (isOf && line && rowMark(line) === metadata.row) return true',
        to: 'if (isOf) return true',
      },
      {
        file: 'functions/catalog/assetrow.ts',
        from: "if (metadata) await putBytes(row, line, { condition: condition ?? 'absent', metadata })\n",
        to: "if (metadata) return void (await putBytes(row, line, { condition: condition ?? 'absent', metadata }))\n",
      },
    ],
    of: rowsOf,
  },
  mutant(
    'a raw table that would lie is left',
    'aws/rawtable.ts',
    '    await deleteTable(database, table)\n',
    '',
  ),
  mutant(
    'quarantine takes away without a version',
    'functions/maintain/takeaway.ts',
    'await deleteVersion({ bucket, key, versionId })',
    'await deleteVersion({ bucket, key })',
  ),
  mutant('a message that failed is acknowledged', 'aws/batch.ts', '      throw error\n', ''),
  mutant(
    'rows of the version before are not looked for',
    'functions/normalise/stage.ts',
    'const replaces = present?.staged ?? false',
    'const replaces = false',
  ),
  mutant(
    'a text keeps the number that it was read as',
    'functions/commit/widen.ts',
    'await landAgain(table, files, workshop, (receipt) => isInexact(receipt, toText))',
    '{}',
  ),
  mutant(
    'nobody is told that an object was seen whole',
    'functions/normalise/stage.ts',
    'raw ? undefined : send(environment.arrivalsQueue(), { body: examined })',
    'undefined',
  ),
  mutant(
    'receipts are read before the table, once',
    'functions/commit/objects.ts',
    'wanted = await wantedOf(messages, present.metadata)',
    'if (wanted.staged.length + wanted.removed.length === 0) wanted = await wantedOf(messages, present.metadata)',
  ),
  mutant(
    'files that nothing names are swept without grace',
    'lake/maintain/sweep.ts',
    'modifiedMs <= nowMs - graceOf(uri) && ',
    '',
  ),
  mutant(
    'nobody looks at a key that has no receipt',
    'lake/maintain/reconcile.ts',
    "if (!receipt) return current && 'unknown'",
    'if (!receipt) return undefined',
  ),
  mutant(
    'an erasure leaves the table\u2019s past',
    'functions/maintain/erasetables.ts',
    '      expire,\n',
    '',
  ),
  mutant(
    'an erasure looks once',
    'lake/maintain/erasure.ts',
    "if (erasure.state === 'working') return again",
    'void again',
  ),
  {
    name: 'an erasure clears tables before they have followed',
    patches: [
      {
        file: 'functions/maintain/erasefollow.ts',
        from: 'const isLate = !hasFollowed(found?.value, versions) || !(await isThere(found?.value))',
        to: 'const isLate = [hasFollowed, versions, isThere].length === 0',
      },
    ],
  },
  mutant(
    'predictions stay where their rows go',
    'containers/predict/follow.ts',
    "  if ((await dueOf(arrival)) === 'remove') {",
    '  if (false) {',
  ),
  mutant(
    'a rule is told once the receipt says that all is done',
    'functions/commit/objects.ts',
    '  await tellRules(rules, table, [...wanted.staged, ...wanted.removed])\n  await record(wanted, snapshotId)\n',
    '  await record(wanted, snapshotId)\n  await tellRules(rules, table, [...wanted.staged, ...wanted.removed])\n',
  ),
  {
    ...mutant(
      'no fence keeps out a committer that read the table before a removal found nothing in it',
      'functions/commit/objects.ts',
      'return removed.length + staged.length > 0 ? { isFence: true } : undefined',
      'return undefined',
    ),
    of: swapsOf,
  },
  {
    ...mutant(
      'no fence keeps out a turn of an erasure that has gone on without it',
      'lake/maintain/erasure.ts',
      'erasure.state === begun.state && isSamePass(erasure, begun) && isSameChain(erasure, begun)',
      'Boolean(begun ?? isSamePass)',
    ),
    of: erasuresOf,
  },
  {
    name: 'normalise is told before the raw table is published or withheld, and who comes again mends nothing',
    patches: [
      {
        file: 'functions/catalog/arrive.ts',
        from: 'if (isSo && isAgain) await mendRaw(key)',
        to: 'void mendRaw',
      },
      {
        file: 'functions/catalog/publish.ts',
        from: 'const raw = rawOf(await published(record, receipt))',
        to: 'const raw = rawOf(record)\n    late.push(() => published(record, receipt))',
      },
      {
        file: 'functions/catalog/publish.ts',
        from: 'export type Published =',
        to: 'export const late: (() => Promise<unknown>)[] = []\nexport type Published =',
      },
      {
        file: 'functions/catalog/handler.ts',
        from: "import { examined } from './examined.ts'",
        to: "import { examined } from './examined.ts'\nimport { late } from './publish.ts'",
      },
      {
        file: 'functions/catalog/handler.ts',
        from: 'await take(delivery, isAgain)',
        to: '{\n    await take(delivery, isAgain)\n    for (const one of late.splice(0)) await one()\n  }',
      },
    ],
  },
  {
    ...mutant(
      'nobody looks at the files of which a later commit of their log speaks',
      'functions/maintain/readlog.ts',
      '  if (isNamed) await Promise.all(some.map((path) => look(root + path)))\n',
      '',
    ),
    of: logsOf,
  },
  {
    ...mutant(
      'no fence keeps out who read a log before others did',
      'functions/maintain/readlog.ts',
      'present && present.turn >= turn ?',
      'present && present.turn === turn ?',
    ),
    of: logsOf,
  },
  {
    ...mutant(
      'a file stays as it was read when somebody says otherwise',
      'lake/look.ts',
      '  if ((receipt.interpretation ?? 0) !== interpretation) return false\n',
      '',
    ),
    of: hintsOf,
  },
  {
    name: 'the file beside the data is read before the record of what it says, and not once more',
    patches: [
      {
        file: 'functions/maintain/readhint.ts',
        from: '    const found = await getJson<Interpretation>(bucket, key)\n    const hint = await hintOf({ source, dataset })\n',
        to: '    const hint = await hintOf({ source, dataset })\n    const found = await getJson<Interpretation>(bucket, key)\n',
      },
      {
        file: 'functions/maintain/readhint.ts',
        from: '} else await swapRecord(bucket, key, next, found)',
        to: '} else if (await swapRecord(bucket, key, next, found)) return replay(next)',
      },
    ],
    of: hintsOf,
  },
  {
    ...mutant(
      'what an upload says of itself is not read',
      'functions/catalog/arrive.ts',
      'pinnedIn(interpretation, uploadedPins(first.metadata))',
      'pinnedIn(interpretation)',
    ),
    of: hintsOf,
  },
  {
    ...mutant(
      'an erasure of a value takes no rows of what its sender took away unheard',
      'functions/maintain/erase.ts',
      "if (erasure.kind === 'value' && turn.from('gone') !== undefined) {",
      'if (false) {',
    ),
    of: valuesOf,
  },
  {
    ...mutant(
      'an erasure of a value looks into no past of a table',
      'functions/maintain/erasegone.ts',
      'isPast: await mayPastHold(table, sought) }',
      'isPast: false && (await mayPastHold(table, sought)) }',
    ),
    of: valuesOf,
  },
  {
    ...mutant(
      'an erasure of a value looks into nothing that nobody has seen',
      'functions/maintain/search.ts',
      'known ?? (await unseen(versioned, address, asked, datasets))',
      'known; void unseen',
    ),
    of: valuesOf,
  },
  {
    name: 'data files that somebody deleted leave their table, and what they held does not land again',
    patches: [
      {
        file: 'functions/maintain/heal.ts',
        from: 'await mendAgreement(table) // also',
        to: 'void mendAgreement // also',
      },
      {
        file: 'aws/reconcilerun.ts',
        from: 'const disagreements = isWhole ? [] : await mendAgreement(table, { dryRun })',
        to: 'const disagreements: Disagreement[] = isWhole ? [] : []\n    void mendAgreement',
      },
    ],
    of: lossesOf,
  },
  {
    ...mutant(
      'a table that Glue lost is begun anew',
      'aws/icebergtable.ts',
      'if (head) return restoreIcebergTable(database, name, head)',
      'void head',
    ),
    of: dropsOf,
  },
  {
    ...mutant(
      'nobody hears of what a version of a table waited for',
      'lake/logged/logged.ts',
      'metadata/`) || namesDeleted.test(key)',
      'nothing/`) || namesDeleted.test(key)',
    ),
    of: icebergsOf,
  },
  {
    ...mutant(
      'a commit goes over what another engine has put into the table',
      'aws/glue.ts',
      'TableInput: table, VersionId: versionId }',
      'TableInput: table }',
    ),
    of: strangersOf,
  },
  {
    ...mutant(
      'a table that was made anew holds what landed since, and nothing of before',
      'aws/reconcilerun.ts',
      'const isWhole = isLeft || (!isLess && (await agrees(table, run.progress.sums)))',
      'const isWhole = isLeft || !isLess || (await agrees(table, run.progress.sums))',
    ),
    of: lostOf,
  },
  {
    ...mutant(
      'how old an object is a worker’s clock says',
      'functions/maintain/retention.ts',
      'const nowMs = storeTimeMs()',
      'void storeTimeMs\n  const nowMs = Date.now()',
    ),
    of: keepsOf,
  },
  {
    ...mutant(
      'an object goes a day before it is as old as it may be',
      'lake/maintain/retention.ts',
      'modifiedMs < nowMs - keptMs(said))',
      'modifiedMs < nowMs - keptMs(said) + dayMs)',
    ),
    of: keepsOf,
  },
  {
    ...mutant(
      'what lies beneath an object that is past stays',
      'lake/maintain/retention.ts',
      'return currentLast(versions.filter(({ modifiedMs }) =>',
      'return currentLast(versions.filter(({ isLatest, modifiedMs }) => isLatest &&',
    ),
    of: keepsOf,
  },
]
