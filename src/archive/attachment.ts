import type { AttachmentHashes } from '../formats/attachment.js';

/** A blob file with everything that `attachments` says of it and of the patch inside. */
export interface AttachmentRecord extends AttachmentHashes {
  readonly bytes: Buffer;
}
