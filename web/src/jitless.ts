import { config } from 'zod';

// Zod would try whether it may compile code from text; the content security policy says no, and the browser would report it.
// This is imported before any schema.
config({ jitless: true });
