/** The tables of messages and deduplication ids, and every statement over them. */
import type { DatabaseSync } from 'node:sqlite'

const schema = `
  CREATE TABLE IF NOT EXISTS sqs_messages (
    sequence INTEGER PRIMARY KEY AUTOINCREMENT,
    queue TEXT NOT NULL,
    id TEXT NOT NULL,
    body TEXT NOT NULL,
    attributes TEXT NOT NULL,
    trace_header TEXT,
    sent_ms INTEGER NOT NULL,
    visible_ms INTEGER NOT NULL,
    receives INTEGER NOT NULL DEFAULT 0,
    first_received_ms INTEGER,
    received_ms INTEGER,
    nonce TEXT,
    group_id TEXT,
    deduplication_id TEXT,
    origin_arn TEXT
  );
  CREATE INDEX IF NOT EXISTS sqs_messages_by_visibility ON sqs_messages (queue, visible_ms, sequence);
  CREATE INDEX IF NOT EXISTS sqs_messages_by_group ON sqs_messages (queue, group_id, sequence);
  CREATE INDEX IF NOT EXISTS sqs_messages_by_age ON sqs_messages (queue, sent_ms);
  CREATE TABLE IF NOT EXISTS sqs_deduplications (
    queue TEXT NOT NULL,
    scope TEXT NOT NULL,
    id TEXT NOT NULL,
    sent TEXT NOT NULL,
    expires_ms INTEGER NOT NULL,
    PRIMARY KEY (queue, scope, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS sqs_deduplications_by_age ON sqs_deduplications (queue, expires_ms);`

export type Statements = ReturnType<typeof prepareStatements>

export function prepareStatements(database: DatabaseSync) {
  database.exec(schema)
  const prepare = (sql: string) => database.prepare(sql)
  return {
    insert: prepare(`
      INSERT INTO sqs_messages
        (queue, id, body, attributes, trace_header, sent_ms, visible_ms, group_id, deduplication_id)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING *`),
    markReceived: prepare(`
      UPDATE sqs_messages SET visible_ms = ?, receives = receives + 1, nonce = ?, received_ms = ?,
        first_received_ms = coalesce(first_received_ms, ?) WHERE sequence = ?`),
    letDie: prepare(`
      UPDATE sqs_messages SET queue = ?, origin_arn = ?, visible_ms = ?, nonce = NULL,
        first_received_ms = NULL, received_ms = NULL WHERE sequence = ?`),
    expire: prepare('DELETE FROM sqs_messages WHERE queue = ? AND sent_ms <= ?'),
    visible: prepare(`
      SELECT * FROM sqs_messages WHERE queue = ? AND visible_ms <= ?
      ORDER BY visible_ms, sequence LIMIT ?`),
    groups: prepare(`
      SELECT group_id FROM sqs_messages WHERE queue = ? GROUP BY group_id ORDER BY min(sequence)`),
    blockedGroups: prepare(`
      SELECT DISTINCT group_id FROM sqs_messages
      WHERE queue = ? AND visible_ms > ? AND nonce IS NOT NULL`),
    ofGroup: prepare(`
      SELECT * FROM sqs_messages WHERE queue = ? AND group_id = ? ORDER BY sequence LIMIT ?`),
    newest: prepare(
      'SELECT max(max(sent_ms), max(coalesce(received_ms, 0))) AS ms FROM sqs_messages',
    ),
    nextVisible: prepare(`
      SELECT min(visible_ms) AS ms FROM sqs_messages WHERE queue = ? AND visible_ms > ?`),
    ofReceipt: prepare(`
      SELECT * FROM sqs_messages WHERE sequence = ? AND queue = ? AND nonce = ?`),
    remove: prepare('DELETE FROM sqs_messages WHERE sequence = ?'),
    purge: prepare('DELETE FROM sqs_messages WHERE queue = ?'),
    show: prepare('UPDATE sqs_messages SET visible_ms = ? WHERE sequence = ?'),
    showInFlight: prepare(`
      UPDATE sqs_messages SET visible_ms = ?
      WHERE queue = ? AND visible_ms > ? AND nonce IS NOT NULL`),
    depth: prepare(`
      SELECT count(*) FILTER (WHERE visible_ms <= :now) AS visible,
        count(*) FILTER (WHERE visible_ms > :now AND nonce IS NOT NULL) AS inFlight,
        count(*) FILTER (WHERE visible_ms > :now AND nonce IS NULL) AS delayed
      FROM sqs_messages WHERE queue = :queue`),
    forget: prepare('DELETE FROM sqs_deduplications WHERE queue = ? AND expires_ms <= ?'),
    forgetAll: prepare('DELETE FROM sqs_deduplications WHERE queue = ?'),
    remembered: prepare(
      'SELECT sent FROM sqs_deduplications WHERE queue = ? AND scope = ? AND id = ?',
    ),
    remember: prepare('INSERT INTO sqs_deduplications VALUES (?, ?, ?, ?, ?)'),
  }
}
