import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { format, resolveConfig } from 'prettier';
import { eventSchema } from '../src/formats/eventSchema.js';

/** `npm run schema`: writes the JSON Schema of the events to docs/events.schema.json. */
const file = fileURLToPath(new URL('../docs/events.schema.json', import.meta.url));
const style = await resolveConfig(file);
await writeFile(file, await format(JSON.stringify(eventSchema()), { ...style, filepath: file }));
