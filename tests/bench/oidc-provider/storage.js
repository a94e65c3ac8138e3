/** What the peer stores, in PostgreSQL: one table, and one prepared statement for each step that the library takes. */

import pg from 'pg';

const TABLE = `
  CREATE TABLE stored (
    model text NOT NULL,
    id text NOT NULL,
    payload jsonb NOT NULL,
    grant_id text,
    uid text,
    expires_at timestamptz,
    PRIMARY KEY (model, id)
  );
  CREATE INDEX stored_by_grant ON stored (grant_id) WHERE grant_id IS NOT NULL;
  CREATE INDEX stored_by_uid ON stored (uid) WHERE uid IS NOT NULL;
`;

const UPSERT = `
  INSERT INTO stored (model, id, payload, grant_id, uid, expires_at)
  VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 second')
  ON CONFLICT (model, id) DO UPDATE SET payload = $3, grant_id = $4, uid = $5, expires_at = excluded.expires_at`;
const FIND = 'SELECT payload FROM stored WHERE model = $1 AND id = $2 AND (expires_at IS NULL OR expires_at > now())';
const FIND_BY_UID = 'SELECT payload FROM stored WHERE model = $1 AND uid = $2';
const CONSUME = `
  UPDATE stored SET payload = jsonb_set(payload, '{consumed}', to_jsonb(floor(extract(epoch FROM now()))))
  WHERE model = $1 AND id = $2`;
const DESTROY = 'DELETE FROM stored WHERE model = $1 AND id = $2';
const REVOKE = 'DELETE FROM stored WHERE grant_id = $1';

/**
 * Makes the table, and gives the class by which the library stores things.
 * @param {string} url
 */
export async function storage(url) {
  // As many connections as the service has by default.
  const pool = new pg.Pool({ connectionString: url, max: 10 });
  await pool.query(TABLE);

  /**
   * @param {string} name
   * @param {string} text
   * @param {unknown[]} values
   */
  const run = async (name, text, values) => (await pool.query({ name, text, values })).rows[0]?.payload;

  return class Storage {
    /** @param {string} model */
    constructor(model) {
      this.model = model;
    }

    /**
     * @param {string} id
     * @param {any} payload
     * @param {number} [expiresIn] in seconds
     */
    upsert(id, payload, expiresIn) {
      const { grantId = null, uid = null } = payload;
      return run('upsert', UPSERT, [this.model, id, payload, grantId, uid, expiresIn ?? null]);
    }

    /** @param {string} id */
    find(id) {
      // Introspection asks for each kind of access token. These are JWTs, of which the library stores none.
      if (this.model === 'ClientCredentials') return undefined;
      return run('find', FIND, [this.model, id]);
    }

    /** @param {string} uid */
    findByUid(uid) {
      return run('find-by-uid', FIND_BY_UID, [this.model, uid]);
    }

    /** @param {string} id */
    consume(id) {
      return run('consume', CONSUME, [this.model, id]);
    }

    /** @param {string} id */
    destroy(id) {
      return run('destroy', DESTROY, [this.model, id]);
    }

    /** @param {string} grantId */
    revokeByGrantId(grantId) {
      return run('revoke', REVOKE, [grantId]);
    }
  };
}
