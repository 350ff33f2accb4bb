// SPDX-License-Identifier: Apache-2.0
// docs/sales-connect.openapi.yaml is valid, and true: every example in it is sent to the sandbox, in
// the order of the document, and the answers are what the document says.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { require, startSandbox } from './sandbox.mjs';

const { default: SwaggerParser } = require('@apidevtools/swagger-parser');
const { default: Ajv } = require('ajv');

const methods = ['get', 'post', 'put', 'patch', 'delete'];
/// Different in every run; only their presence and type are compared.
const volatile = new Set([
  'access_token', 'refresh_token', 'next_cursor', 'cursor', 'revision',
  'created_at', 'updated_at', 'deleted_at',
]);

const document = await SwaggerParser.dereference(process.env.OPENAPI_DOCUMENT);
let sandbox;
let token;

before(async () => {
  sandbox = await startSandbox('--seed', 'none');
});

after(async () => assert.equal(await sandbox.stop(), 0));

/// OpenAPI 3.0 writes "or null" as a keyword that JSON Schema does not know.
function toJsonSchema(from) {
  if (Array.isArray(from)) return from.map(toJsonSchema);
  if (from === null || typeof from !== 'object') return from;
  const out = {};
  for (const [key, value] of Object.entries(from))
    if (key !== 'nullable' && key !== 'description') out[key] = toJsonSchema(value);
  return from.nullable ? { anyOf: [out, { type: 'null' }] } : out;
}

function assertSchema(schema, value, what) {
  const check = new Ajv({ strict: false, validateFormats: false }).compile(toJsonSchema(schema));
  assert.ok(check(value), `${what}: ${JSON.stringify(check.errors)}`);
}

function withoutVolatile(value) {
  if (Array.isArray(value)) return value.map(withoutVolatile);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      volatile.has(key) && inner !== null ? '…' : withoutVolatile(inner),
    ]),
  );
}

/// Every example of an operation by name: in its parameters, its body, its answers.
function exampleNames(operation, parameters) {
  const names = [];
  const add = (examples) => names.push(...Object.keys(examples ?? {}));
  for (const content of Object.values(operation.requestBody?.content ?? {})) add(content.examples);
  for (const answer of Object.values(operation.responses))
    for (const content of Object.values(answer.content ?? {})) add(content.examples);
  for (const parameter of parameters) if (parameter.in !== 'path') add(parameter.examples);
  return [...new Set(names)];
}

/// The answer the document gives to the example: status, and content if there is any.
function expectedAnswer(operation, name) {
  for (const [status, answer] of Object.entries(operation.responses))
    for (const [type, content] of Object.entries(answer.content ?? {}))
      if (content.examples?.[name])
        return { status: Number(status), type, schema: content.schema, value: content.examples[name].value };
  const [status] = Object.entries(operation.responses).find(([, answer]) => !answer.content) ?? [];
  assert.ok(status, `no answer to the example ${name}`);
  return { status: Number(status) };
}

function fillSecrets(form) {
  const filled = { ...form };
  if (filled.client_secret === '<client secret>')
    filled.client_secret = sandbox.secret('sales-connect.client-secret');
  if (filled.refresh_token === '<refresh token>')
    filled.refresh_token = sandbox.secret('sales-connect.refresh-token');
  return filled;
}

function buildRequest(path, method, operation, parameters, name) {
  const query = new URLSearchParams();
  const headers = {};
  let target = path;
  for (const parameter of parameters) {
    const example = parameter.examples?.[name];
    assert.ok(example || !parameter.required, `${name}: no example for ${parameter.name}`);
    if (!example) continue;
    if (parameter.in === 'path') target = target.replace(`{${parameter.name}}`, example.value);
    if (parameter.in === 'query') query.set(parameter.name, example.value);
    if (parameter.in === 'header') headers[parameter.name] = example.value;
  }
  if (operation.security?.length !== 0) headers.Authorization = `Bearer ${token}`;
  let body;
  for (const [type, content] of Object.entries(operation.requestBody?.content ?? {})) {
    const example = content.examples?.[name];
    if (!example) continue;
    headers['Content-Type'] = type;
    body = type.endsWith('json')
      ? JSON.stringify(example.value)
      : new URLSearchParams(fillSecrets(example.value));
  }
  const search = query.size ?? [...query].length ? `?${query}` : '';
  return [sandbox.salesConnect + target + search, { method: method.toUpperCase(), headers, body, redirect: 'manual' }];
}

async function replay(path, method, operation, parameters, name) {
  const wanted = expectedAnswer(operation, name);
  const answer = await fetch(...buildRequest(path, method, operation, parameters, name));
  const text = await answer.text();
  assert.equal(answer.status, wanted.status, text);
  for (const header of Object.keys(operation.responses[wanted.status].headers ?? {}))
    assert.ok(answer.headers.has(header), `${header} is missing`);
  if (!wanted.type) return;
  assert.equal(answer.headers.get('content-type'), wanted.type);
  const value = JSON.parse(text);
  assertSchema(wanted.schema, value, 'the answer');
  assertSchema(wanted.schema, wanted.value, 'the example');
  assert.deepEqual(withoutVolatile(value), withoutVolatile(wanted.value));
  if (value.access_token) token = value.access_token;
}

test('the document is valid OpenAPI', async () => {
  await SwaggerParser.validate(process.env.OPENAPI_DOCUMENT);
  assert.match(document.info.title, /assumed; not Adobe's/);
});

for (const [path, item] of Object.entries(document.paths))
  for (const method of methods) {
    const operation = item[method];
    if (!operation) continue;
    const parameters = [...(item.parameters ?? []), ...(operation.parameters ?? [])];
    const names = exampleNames(operation, parameters);
    test(`${operation.operationId} has examples`, () => assert.ok(names.length > 0));
    for (const name of names)
      test(`${operation.operationId}: ${name}`, () =>
        replay(path, method, operation, parameters, name));
  }

test('without a token every operation answers 401 with a problem', async () => {
  for (const path of ['/v1/account', '/v1/users', '/v1/tasks/changes']) {
    const answer = await fetch(sandbox.salesConnect + path);
    assert.equal(answer.status, 401);
    assert.equal(answer.headers.get('content-type'), 'application/problem+json');
    assertSchema(document.components.schemas.Problem, await answer.json(), path);
  }
});

test('too many requests in a minute answer 429 with Retry-After', async () => {
  await sandbox.control('/sandbox/settings', { requests_per_minute: 1 });
  const ask = () =>
    fetch(`${sandbox.salesConnect}/v1/account`, { headers: { Authorization: `Bearer ${token}` } });
  await ask();
  const refused = await ask();
  assert.equal(refused.status, 429);
  assert.ok(Number(refused.headers.get('retry-after')) > 0);
  assert.equal(refused.headers.get('x-ratelimit-remaining'), '0');
});
