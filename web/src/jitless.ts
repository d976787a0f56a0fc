import { config } from 'zod';

// Zod would test whether it may compile code from text; the content security policy forbids that, and the browser would report
// a violation. Must be imported before any schema.
config({ jitless: true });
