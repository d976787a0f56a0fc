// Deriving the key of a blob takes a sixth of a second of CPU time, and tests open the same blobs hundreds of times, so
// keys are cached by their parameters within this process.
import crypto from 'node:crypto';
import { syncBuiltinESMExports } from 'node:module';

const { pbkdf2 } = crypto;
const keys = new Map();

crypto.pbkdf2 = (password, salt, iterations, size, digest, callback) => {
  const words = [
    Buffer.from(password).toString('hex'),
    Buffer.from(salt).toString('hex'),
    iterations,
    size,
    digest,
  ].join();
  const key = keys.get(words);
  if (key !== undefined) {
    setImmediate(callback, null, Buffer.from(key));
    return;
  }
  pbkdf2(password, salt, iterations, size, digest, (error, derived) => {
    if (error === null) keys.set(words, Buffer.from(derived));
    callback(error, derived);
  });
};
syncBuiltinESMExports();
