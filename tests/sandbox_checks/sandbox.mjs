// SPDX-License-Identifier: Apache-2.0
// Starts the sandbox for a check and stops it again.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/// Packages are installed in the build tree, not beside this file.
export const require = createRequire(join(process.env.CHECKS_PACKAGES, 'package.json'));

/// Resolves when both services are ready: the program prints its addresses once it listens.
export async function startSandbox(...options) {
  const directory = mkdtempSync(join(tmpdir(), 'dovetail-sandbox-'));
  const secrets = join(directory, 'secrets');
  const child = spawn(
    process.env.DOVETAIL_SANDBOX,
    ['serve', '--memory', '--data', directory, '--secrets', secrets, ...options],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const urls = {};
  await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the sandbox ended with ${code}`)));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [name, url] = line.split(' ');
      urls[name] = url;
      if (urls.salesforce && urls['sales-connect']) resolve();
    });
  });
  child.removeAllListeners('exit');
  return {
    salesforce: urls.salesforce,
    salesConnect: urls['sales-connect'],
    secret: (name) => readFileSync(join(secrets, name), 'utf8'),
    control: async (path, body) => {
      const answer = await fetch(urls.salesforce + path, {
        method: body ? 'POST' : 'GET',
        body: body && JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`${path}: ${await answer.text()}`);
      return answer.json();
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', (code) => {
          rmSync(directory, { recursive: true, force: true });
          resolve(code);
        });
        child.kill('SIGTERM');
      }),
  };
}
