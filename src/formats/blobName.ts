/** What the file of a sealed patch is called. */
export const PATCH_BLOB = /^pblob_[0-9]{1,20}_[0-9a-f]{10}$/;

/** What the file of a sealed ROM is called. */
export const ROM_BLOB = /^rblob_[0-9]{1,20}_[0-9a-f]{10}$/;
