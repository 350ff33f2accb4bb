// SPDX-License-Identifier: Apache-2.0
// The Salesforce side, driven by jsforce: what it accepts, a client made against real orgs accepts.
import assert from 'node:assert/strict';
import { createHmac, createSign, randomBytes } from 'node:crypto';
import { after, before, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { require, startSandbox } from './sandbox.mjs';

const { Connection, OAuth2 } = require('jsforce');

const version = '62.0';
let sandbox;
let conn;

before(async () => {
  sandbox = await startSandbox('--seed', 'demo');
  conn = connection();
  await conn.authorize({ grant_type: 'client_credentials' });
});

after(async () => assert.equal(await sandbox.stop(), 0));

function oauth2() {
  return {
    loginUrl: sandbox.salesforce,
    clientId: 'dovetail-sandbox',
    clientSecret: sandbox.secret('salesforce.client-secret'),
    redirectUri: 'http://127.0.0.1:1/callback',
  };
}

function connection(more = {}) {
  return new Connection({
    instanceUrl: sandbox.salesforce,
    oauth2: oauth2(),
    version,
    callOptions: { client: 'dovetail-check/1.0' },
    ...more,
  });
}

async function tokenRequest(fields) {
  const answer = await fetch(`${sandbox.salesforce}/services/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams(fields),
  });
  return { status: answer.status, body: await answer.json() };
}

const ids = (records) => records.map((record) => record.id);

test('client credentials give a session without an end in sight', async () => {
  const { status, body } = await tokenRequest({
    grant_type: 'client_credentials',
    client_id: 'dovetail-sandbox',
    client_secret: sandbox.secret('salesforce.client-secret'),
  });
  assert.equal(status, 200);
  assert.equal(body.token_type, 'Bearer');
  assert.equal(body.instance_url, sandbox.salesforce);
  assert.equal(body.expires_in, undefined);
  assert.match(body.issued_at, /^\d{13}$/);
});

test('an expired session is refreshed, and the refresh token rotates', async () => {
  const first = sandbox.secret('salesforce.refresh-token');
  const stale = connection({ accessToken: 'stale', refreshToken: first });
  const found = await stale.query('SELECT COUNT() FROM Task');
  assert.ok(found.totalSize > 200);
  assert.notEqual(stale.accessToken, 'stale');
  // jsforce keeps the first refresh token; a second use of it is a theft and revokes everything.
  const reused = await tokenRequest({
    grant_type: 'refresh_token',
    refresh_token: first,
    client_id: 'dovetail-sandbox',
  });
  assert.deepEqual(reused, {
    status: 400,
    body: { error: 'invalid_grant', error_description: 'expired access/refresh token' },
  });
  await assert.rejects(stale.query('SELECT COUNT() FROM Task'), /expired access\/refresh token/);
});

test('a JWT assertion is verified with all its claims', async () => {
  const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: 'dovetail-sandbox',
    sub: 'ada@example.com',
    aud: 'https://login.salesforce.com',
    exp: now + 180,
  };
  const signed = (changes, key = sandbox.secret('salesforce.private-key.pem')) => {
    const text = `${part({ alg: 'RS256' })}.${part({ ...claims, ...changes })}`;
    return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
  };
  const exchange = (assertion) =>
    tokenRequest({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion });
  const good = await exchange(signed({}));
  assert.equal(good.status, 200);
  const owner = new Connection({
    instanceUrl: good.body.instance_url,
    accessToken: good.body.access_token,
    version,
  });
  const made = await owner.sobject('Task').create({ Subject: 'by Ada' });
  const row = await owner.sobject('Task').retrieve(made.id);
  assert.equal(row.OwnerId, row.CreatedById);
  for (const wrong of [
    { aud: 'https://example.com' },
    { exp: now - 1 },
    { exp: now + 86400 },
    { iss: 'somebody' },
    { sub: 'nobody@example.com' },
  ])
    assert.equal((await exchange(signed(wrong))).status, 400, JSON.stringify(wrong));
  const text = `${part({ alg: 'HS256' })}.${part(claims)}`;
  const hmac = createHmac('sha256', 'x').update(text).digest('base64url');
  assert.equal((await exchange(`${text}.${hmac}`)).status, 400);
  assert.equal((await exchange(signed({}).replace(/.$/, '!'))).status, 400);
});

test('the authorization code flow works with PKCE', async () => {
  const client = new OAuth2({ ...oauth2(), useVerifier: true });
  const page = client.getAuthorizationUrl({ scope: 'api refresh_token', state: 's 1' });
  assert.match(await (await fetch(page)).text(), /Ada Lovelace/);
  const back = await fetch(`${page}&approve=1&user=ada@example.com`, { redirect: 'manual' });
  assert.equal(back.status, 302);
  const target = new URL(back.headers.get('location'));
  assert.equal(target.searchParams.get('state'), 's 1');
  const code = target.searchParams.get('code');
  const given = await client.requestToken(code);
  assert.ok(given.refresh_token);
  await assert.rejects(client.requestToken(code), /invalid authorization code/);
  const other = await fetch(`${page}&approve=1`, { redirect: 'manual' });
  await assert.rejects(
    tokenRequest({
      grant_type: 'authorization_code',
      client_id: 'dovetail-sandbox',
      redirect_uri: 'http://127.0.0.1:1/callback',
      code: new URL(other.headers.get('location')).searchParams.get('code'),
      code_verifier: randomBytes(32).toString('base64url'),
    }).then((answer) => Promise.reject(new Error(answer.body.error))),
    /invalid_request/,
  );
  await new Connection({ oauth2: oauth2(), instanceUrl: sandbox.salesforce }).oauth2.revokeToken(
    given.access_token,
  );
});

test('a query is paged, and queryAll shows deleted and archived rows too', async () => {
  const soql = 'SELECT Id, Subject, SystemModstamp FROM Task ORDER BY SystemModstamp, Id';
  const options = { autoFetch: true, maxFetch: 10000, headers: { 'Sforce-Query-Options': 'batchSize=200' } };
  const first = await conn.query(soql, { headers: options.headers });
  assert.equal(first.records.length, 200);
  assert.equal(first.done, false);
  // jsforce makes the relative path the org sends absolute
  assert.match(first.nextRecordsUrl, /\/services\/data\/v62\.0\/query\/0r8\w{15}-200$/);
  const second = await conn.queryMore(first.nextRecordsUrl);
  assert.equal(second.done, true);
  const live = [...first.records, ...second.records];
  assert.equal(new Set(live.map((row) => row.Id)).size, first.totalSize);
  const stamps = live.map((row) => row.SystemModstamp);
  assert.deepEqual(stamps, [...stamps].sort());
  assert.ok(stamps.every((stamp) => stamp.endsWith('.000+0000')));
  const all = await conn.query('SELECT Id, IsDeleted, IsArchived FROM Task', { scanAll: true });
  assert.equal(
    all.records.filter((row) => !row.IsDeleted && !row.IsArchived).length,
    first.totalSize,
  );
  assert.ok(all.records.some((row) => row.IsDeleted) && all.records.some((row) => row.IsArchived));
  await assert.rejects(conn.queryMore('/services/data/v62.0/query/0r8xx0000000000AAA-200'), {
    errorCode: 'INVALID_QUERY_LOCATOR',
  });
});

test('conditions, sorting and escapes mean what they mean in an org', async () => {
  const subject = 'It\'s 100% "odd" \\ _ 🎁';
  const made = await conn.sobject('Task').create({ Subject: subject, Priority: 'Low' });
  const quoted = subject.replace(/[\\']/g, '\\$&');
  const one = await conn.query(`SELECT Id FROM Task WHERE Subject = '${quoted}'`);
  assert.deepEqual(one.records.map((row) => row.Id), [made.id]);
  const like = await conn.query("SELECT Id FROM Task WHERE Subject LIKE 'it''s%'").catch((e) => e);
  assert.equal(like.errorCode, 'MALFORMED_QUERY');
  const found = await conn
    .sobject('Task')
    .find({ Priority: { $in: ['Low'] }, Subject: { $like: '%100\\% "odd"%' } }, 'Id, Priority')
    .sort({ CreatedDate: -1 })
    .limit(5);
  assert.deepEqual(found.map((row) => row.Id), [made.id]);
  const ordered = await conn.query(
    'SELECT ActivityDate FROM Task WHERE NOT (IsClosed = true OR Priority IN (\'High\', null)) ' +
      'ORDER BY ActivityDate DESC NULLS LAST LIMIT 50 OFFSET 2',
  );
  const days = ordered.records.map((row) => row.ActivityDate ?? '');
  assert.deepEqual(days, [...days].sort().reverse());
  await assert.rejects(conn.query("SELECT Id FROM Task WHERE Description = 'x'"), {
    errorCode: 'INVALID_FIELD',
  });
  await assert.rejects(conn.query('SELECT Nope FROM Task'), /No such column 'Nope' on sobject of type Task/);
  await assert.rejects(conn.query('SELECT Id FROM Nope'), { errorCode: 'INVALID_TYPE' });
  await assert.rejects(conn.query('SELECT Id FROM Task GROUP BY Id'), {
    errorCode: 'MALFORMED_QUERY',
  });
  const users = await conn.query("SELECT Id, TimeZoneSidKey FROM User WHERE Email = 'ada@example.com'");
  assert.equal(users.records[0].TimeZoneSidKey, 'Europe/Stockholm');
  const closed = await conn.query('SELECT ApiName FROM TaskStatus WHERE IsClosed = true');
  assert.deepEqual(closed.records.map((row) => row.ApiName), ['Completed']);
});

test('one record is created, read, changed, deleted', async () => {
  const tasks = conn.sobject('Task');
  const made = await tasks.create({ Subject: 'single', ActivityDate: '2026-02-28' });
  assert.equal(made.success, true);
  await tasks.update({ Id: made.id, Status: 'Completed' });
  const row = await tasks.retrieve(made.id);
  assert.equal(row.IsClosed, true);
  assert.equal(row.ActivityDate, '2026-02-28');
  assert.match(row.CompletedDateTime, /\.000\+0000$/);
  assert.equal((await tasks.retrieve(made.id.slice(0, 15))).Id, made.id);
  await tasks.destroy(made.id);
  await assert.rejects(tasks.update({ Id: made.id, Subject: 'x' }), { errorCode: 'ENTITY_IS_DELETED' });
  await assert.rejects(tasks.create({ IsClosed: true }), {
    errorCode: 'INVALID_FIELD_FOR_INSERT_UPDATE',
  });
  await assert.rejects(tasks.create({ Subject: 'x'.repeat(256) }), { errorCode: 'STRING_TOO_LONG' });
  await assert.rejects(tasks.retrieve('00T000000000000AAA'), { errorCode: 'NOT_FOUND' });
});

test('collections of 200 answer record by record', async () => {
  const tasks = conn.sobject('Task');
  const records = Array.from({ length: 201 }, (_, i) => ({ Subject: `many ${i}` }));
  await assert.rejects(conn.create('Task', records), /EXCEEDED_MAX_SIZE_REQUEST|200/);
  const made = await tasks.create(records, { allowRecursive: true });
  assert.equal(made.length, 201);
  assert.ok(made.every((result) => result.success));
  const changed = await tasks.update([
    { Id: made[0].id, Subject: 'changed' },
    { Id: '00T5e00000ZZZZZ', Subject: 'never there' },
    { Id: made[1].id, Subject: 'x'.repeat(300) },
  ]);
  assert.deepEqual(changed.map((result) => result.success), [true, false, false]);
  assert.equal(changed[1].errors[0].statusCode, 'INVALID_CROSS_REFERENCE_KEY');
  assert.equal('id' in changed[1], false);
  assert.equal(changed[2].errors[0].statusCode, 'STRING_TOO_LONG');
  const rows = await tasks.retrieve([made[0].id, '00T5e00000ZZZZZ']);
  assert.equal(rows[0].Subject, 'changed');
  assert.equal(rows[1], null);
  const undone = await tasks.update(
    [{ Id: made[0].id, Subject: 'rolled back' }, { Id: made[1].id, Status: null }],
    { allOrNone: true },
  );
  assert.deepEqual(
    undone.map((result) => result.errors[0].statusCode),
    ['ALL_OR_NONE_OPERATION_ROLLED_BACK', 'REQUIRED_FIELD_MISSING'],
  );
  assert.equal((await tasks.retrieve(made[0].id)).Subject, 'changed');
  const gone = await tasks.destroy(ids(made).slice(0, 200));
  assert.ok(gone.every((result) => result.success));
  const again = await tasks.destroy(ids(made).slice(0, 1));
  const list = Array.isArray(again) ? again : [again];
  assert.equal(list[0].errors[0].statusCode, 'ENTITY_IS_DELETED');
});

test('upsert by the external id creates once', async () => {
  const tasks = conn.sobject('Task');
  const record = (subject, key) => ({ Subject: subject, Dovetail_Key__c: key });
  const one = await tasks.upsert(record('first', 'key 1'), 'Dovetail_Key__c');
  assert.equal(one.created, true);
  const two = await tasks.upsert(record('second', 'key 1'), 'Dovetail_Key__c');
  assert.deepEqual([two.created, two.id], [false, one.id]);
  const many = await tasks.upsert([record('third', 'key 1'), record('other', 'key2')], 'Dovetail_Key__c');
  assert.deepEqual(many.map((result) => result.created), [false, true]);
  const twice = await conn.create('Task', [record('double', 'key2')]);
  assert.match(twice[0].errors[0].message, /duplicate value found: Dovetail_Key__c duplicates value on record with id: 00T/);
  const other = await conn.request({
    method: 'PATCH',
    url: `/services/data/v${version}/sobjects/Task/Dovetail_Key__c/key2`,
    body: JSON.stringify({ Subject: 'x', Dovetail_Key__c: 'key2' }),
    headers: { 'Content-Type': 'application/json' },
  }).catch((error) => error);
  assert.equal(other.errorCode, 'INVALID_FIELD');
});

test('a key with any character fits into the path of a single upsert', async () => {
  const key = 'a/b?c d&é';
  const upsert = async () => {
    const answer = await fetch(
      `${sandbox.salesforce}/services/data/v${version}/sobjects/Task/Dovetail_Key__c/${encodeURIComponent(key)}`,
      { method: 'PATCH', body: '{"Subject":"x"}', headers: { Authorization: `Bearer ${conn.accessToken}` } },
    );
    return [answer.status, (await answer.json()).id];
  };
  const [created, id] = await upsert();
  assert.equal(created, 201);
  assert.deepEqual(await upsert(), [200, id]);
  assert.equal((await conn.sobject('Task').retrieve(id)).Dovetail_Key__c, key);
});

test('more than one match of an external id that is not unique is 300', async () => {
  await sandbox.control('/sandbox/settings', { external_id_unique: false });
  await conn.create('Task', [{ Dovetail_Key__c: 'twin' }, { Dovetail_Key__c: 'twin' }]);
  const answer = await fetch(
    `${sandbox.salesforce}/services/data/v${version}/sobjects/Task/Dovetail_Key__c/twin`,
    { method: 'PATCH', body: '{"Subject":"x"}', headers: { Authorization: `OAuth ${conn.accessToken}` } },
  );
  assert.equal(answer.status, 300);
  assert.equal((await answer.json()).length, 2);
  await sandbox.control('/sandbox/settings', { external_id_unique: true });
});

test('deleted and updated list ids within their reach', async () => {
  const tasks = conn.sobject('Task');
  const made = await tasks.create([{ Subject: 'stays' }, { Subject: 'goes' }]);
  await tasks.destroy(made[1].id);
  const start = new Date(Date.now() - 5 * 60000);
  const end = new Date(Date.now() + 5 * 60000);
  const updated = await tasks.updated(start, end);
  assert.ok(updated.ids.includes(made[0].id) && !updated.ids.includes(made[1].id));
  const deleted = await tasks.deleted(start, end);
  assert.ok(deleted.deletedRecords.some((entry) => entry.id === made[1].id));
  assert.ok(deleted.earliestDateAvailable && deleted.latestDateCovered);
  const days = (count) => new Date(Date.now() - count * 86400000);
  for (const wrong of [
    // Each is asked when it is awaited: a refusal that nobody awaits yet would end the process.
    () => tasks.deleted(days(16), end),
    () => tasks.updated(days(31), end),
    () => tasks.updated(start, start),
  ])
    await assert.rejects(wrong, { errorCode: 'INVALID_REPLICATION_DATE' });
});

test('the org describes itself, and says how many calls are left', async () => {
  const described = await conn.sobject('Task').describe();
  const field = (name) => described.fields.find((entry) => entry.name === name);
  assert.deepEqual(
    field('Status').picklistValues.map((entry) => entry.value),
    ['Not Started', 'In Progress', 'Completed', 'Waiting on someone else', 'Deferred'],
  );
  assert.equal(field('Status').picklistValues[0].defaultValue, true);
  assert.equal(field('Dovetail_Key__c').externalId && field('Dovetail_Key__c').unique, true);
  assert.equal(field('Description').filterable, false);
  assert.equal(field('TaskSubtype').updateable, false);
  assert.equal(field('Subject').length, 255);
  const global = await conn.describeGlobal();
  assert.equal(global.sobjects.find((entry) => entry.name === 'Task').keyPrefix, '00T');
  const limits = await conn.limits();
  assert.ok(limits.DailyApiRequests.Remaining < limits.DailyApiRequests.Max);
  assert.ok(conn.limitInfo.apiUsage.used > 0);
  const versions = await conn.request('/services/data');
  assert.ok(versions.some((entry) => entry.version === version));
});

test('bodies may be gzip both ways', async () => {
  const answer = await fetch(`${sandbox.salesforce}/services/data/v${version}/composite/sobjects`, {
    method: 'POST',
    body: gzipSync(JSON.stringify({ records: [{ attributes: { type: 'Task' }, Subject: 'packed' }] })),
    headers: {
      Authorization: `Bearer ${conn.accessToken}`,
      'Content-Type': 'application/json',
      'Content-Encoding': 'gzip',
    },
  });
  assert.equal((await answer.json())[0].success, true);
  const described = await fetch(`${sandbox.salesforce}/services/data/v${version}/sobjects/Task/describe`, {
    headers: { Authorization: `Bearer ${conn.accessToken}`, 'Accept-Encoding': 'gzip' },
  });
  assert.equal(described.headers.get('content-encoding'), 'gzip');
  assert.equal((await described.json()).name, 'Task');
});

test('a row that changed since then is not overwritten', async () => {
  const made = await conn.sobject('Task').create({ Subject: 'contested' });
  const url = `${sandbox.salesforce}/services/data/v${version}/sobjects/Task/${made.id}`;
  const headers = { Authorization: `Bearer ${conn.accessToken}`, 'Content-Type': 'application/json' };
  const seen = (await fetch(url, { headers })).headers.get('last-modified');
  const patch = (since) =>
    fetch(url, {
      method: 'PATCH',
      body: '{"Subject":"mine"}',
      headers: { ...headers, 'If-Unmodified-Since': since },
    });
  assert.equal((await patch(seen)).status, 204);
  assert.equal((await patch(new Date(Date.parse(seen) - 60000).toUTCString())).status, 412);
  assert.equal((await patch('yesterday')).status, 400);
});
