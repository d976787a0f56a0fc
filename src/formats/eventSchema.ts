import { z } from 'zod';
import { eventBody } from '../model/events.js';
import { EVENT_VERSION } from '../model/eventVersion.js';

const stamp = {
  v: z.literal(EVENT_VERSION).describe('version of the format'),
  t: z.iso.datetime().describe('when it happened, in UTC'),
};

/**
 * The events as JSON Schema: a line of the log is one of the types, each with a schema of its own in `$defs`. Fields
 * added later do no harm: a schema only requires those it knows.
 *
 * @see https://json-schema.org/draft/2020-12/schema
 */
export function eventSchema(): object {
  const schemas = eventBody.options.map((body) => {
    const schema = z.toJSONSchema(z.object({ ...stamp, ...body.shape }), { io: 'input' });
    // The top level states it for all of them.
    return [body.shape.type.value, { ...schema, $schema: undefined }] as const;
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: `A line of romflow's log, version ${EVENT_VERSION}`,
    description: 'Made by npm run schema; docs/events.md describes the types for people.',
    oneOf: schemas.map(([type]) => ({ $ref: `#/$defs/${type}` })),
    $defs: Object.fromEntries(schemas),
  };
}
