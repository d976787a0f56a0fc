import type { ServerResponse } from 'node:http';

/** The answer that the site intends to send. */
export interface SiteAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a site does instead of answering honestly. */
export type Fault =
  /** Sends something else: 429 with `Retry-After`, 500, a web page, a redirect. */
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Buffer;
    }
  /** Announces the whole body, sends `bytes` of it (by default half), and closes the connection. */
  | { readonly kind: 'cut'; readonly bytes?: number }
  /** Announces the whole body, sends `bytes` of it (by default none), and falls silent. */
  | { readonly kind: 'stall'; readonly bytes?: number }
  /** Never sends anything. */
  | { readonly kind: 'silence' }
  /** Announces the whole body, sends half of it, and resets the connection. */
  | { readonly kind: 'reset' }
  /** Sends more than it announces. */
  | { readonly kind: 'long' }
  /** Closes the connection without a word. */
  | { readonly kind: 'hangup' }
  /** Answers honestly, but only once this promise resolves. */
  | { readonly kind: 'hold'; readonly until: Promise<unknown> };

/** The event that a response emits just before it sends the end of its answer. */
export const HANDING_OVER = 'handingOver';

/** Sends an honest answer; for a HEAD request with the length of the body, but without the body. */
export function sendAnswer(response: ServerResponse, answer: SiteAnswer): void {
  writeHead(response, answer);
  response.emit(HANDING_OVER);
  response.end(answer.body);
}

/** Plays a fault; `answer` is what an honest site would have sent. */
export async function playFault(response: ServerResponse, fault: Fault, answer: SiteAnswer): Promise<void> {
  switch (fault.kind) {
    case 'answer': {
      const { status, headers = {}, body = '' } = fault;
      sendAnswer(response, { status, headers, body: Buffer.from(body) });
      return;
    }
    case 'cut':
      writeHead(response, answer);
      response.write(answer.body.subarray(0, fault.bytes ?? answer.body.length >> 1), () => response.socket?.destroy());
      return;
    case 'stall':
      writeHead(response, answer);
      response.flushHeaders();
      response.write(answer.body.subarray(0, fault.bytes ?? 0));
      return;
    case 'silence':
      return;
    case 'reset':
      writeHead(response, answer);
      response.write(answer.body.subarray(0, answer.body.length >> 1), () => response.socket?.resetAndDestroy());
      return;
    case 'long':
      // Node itself would refuse to send it.
      response.socket?.write(`HTTP/1.1 200 OK\r\nContent-Length: ${answer.body.length}\r\nConnection: close\r\n\r\n`);
      response.socket?.end(Buffer.concat([answer.body, answer.body]));
      return;
    case 'hangup':
      response.socket?.destroy();
      return;
    case 'hold':
      await fault.until;
      sendAnswer(response, answer);
  }
}

function writeHead(response: ServerResponse, { status, headers, body }: SiteAnswer): void {
  response.writeHead(status, { 'Content-Length': body.length, ...headers });
}
