import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import express, { type Express, type RequestHandler, type Response } from 'express';
import type { Access } from '../../../src/access/create-access.ts';
import { headersOf } from '../../../src/http/fhir-mount.ts';

/** One line of the file with answers: what is asked, and what Samplan answered. */
export interface Told {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
  readonly text: string;
}

/**
 * Express and nothing else: the same check of the token, then the same bytes as Samplan answers; what is written is parsed, inserted
 * into a database of its own, durably and one by one, and answered as it came.
 *
 * @param answers file that Samplan's answers are in, a line each
 */
export async function bareApp(access: Access, answers: string, file: string): Promise<Express> {
  const known = new Map<string, { readonly contentType: string; readonly bytes: Buffer }>();
  for await (const line of createInterface({ input: createReadStream(answers) })) {
    const { method, path, body, contentType, text } = JSON.parse(line) as Told;
    known.set(`${method} ${path} ${body}`, { contentType, bytes: Buffer.from(text) });
  }
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
  database.exec('CREATE TABLE bodies (id INTEGER PRIMARY KEY, type TEXT NOT NULL, body TEXT NOT NULL)');
  const insert = database.prepare('INSERT INTO bodies (type, body) VALUES (?, ?)');

  const app = express();
  // Nobody asks for it, and it would be made of every byte.
  app.set('etag', false);
  app.use(letIn(access));
  const answer = (response: Response, asked: string): void => {
    const found = known.get(asked);
    if (found === undefined) {
      response.sendStatus(404);
      return;
    }
    response.set('content-type', found.contentType).send(found.bytes);
  };
  app.post(
    '/fhir/Patient/_search',
    express.text({ type: 'application/x-www-form-urlencoded' }),
    (request, response) => {
      answer(response, `POST ${request.url.slice('/fhir'.length)} ${request.body}`);
    },
  );
  app.use('/fhir', express.json({ type: 'application/fhir+json', limit: '5mb' }), (request, response) => {
    if (request.method === 'GET') {
      answer(response, `GET ${request.url} `);
      return;
    }
    const { resourceType } = request.body as { readonly resourceType: string };
    const text = JSON.stringify(request.body);
    insert.run(resourceType, text);
    const isNew = request.method === 'POST' && resourceType !== 'Bundle';
    response
      .status(isNew ? 201 : 200)
      .set('content-type', 'application/fhir+json; charset=utf-8')
      .send(text);
  });
  return app;
}

function letIn(access: Access): RequestHandler {
  return async function checkToken(request, response, next) {
    try {
      const url = `${request.protocol}://${request.headers.host}${request.originalUrl}`;
      await access.callerOf({ method: request.method, url, headers: headersOf(request), repeated: [] });
      next();
    } catch {
      response.sendStatus(401);
    }
  };
}
